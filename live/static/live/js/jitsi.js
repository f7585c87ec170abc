// Puts Jitsi's own frame in place. Who was there is told by the video server, never by this page.
function openRoom(part) {
  const { domain, room, token, name, language, sessionUrl } = part.dataset;
  const isAudioFirst = "audioFirst" in part.dataset;
  const api = new window.JitsiMeetExternalAPI(domain, {
    roomName: room,
    jwt: token,
    lang: language,
    parentNode: part,
    width: "100%",
    height: "100%",
    userInfo: { displayName: name },
    configOverwrite: {
      prejoinConfig: { enabled: false }, // the session's page has its own check
      startAudioOnly: isAudioFirst,
      startWithVideoMuted: isAudioFirst,
      startWithAudioMuted: true,
      disableThirdPartyRequests: true,
      disableInviteFunctions: true,
    },
  });
  api.addListener("readyToClose", () => {
    api.dispose();
    location.assign(sessionUrl);
  });
}

const part = document.querySelector("[data-jitsi-room]");
if (part) {
  if (window.JitsiMeetExternalAPI) {
    openRoom(part);
  } else {
    part.hidden = true;
    document.querySelector("[data-room-lost]").hidden = false;
  }
}
