"""When what runs by itself runs, and how long what is kept is kept."""

from typing import Any

SWEEP_SECONDS = 30  # how often each sweeper looks for what the queue lost
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "records-sweep": {"task": "records.sweep_events", "schedule": SWEEP_SECONDS},
    "records-seal": {"task": "records.seal_ledger", "schedule": 60},
    "network-vacancies": {"task": "network.report_vacancies", "schedule": 24 * 60 * 60},
    "records-approvals": {"task": "records.expire_approvals", "schedule": 3600},
    "mail-digests": {"task": "mail.send_digests", "schedule": 15 * 60},
    "mail-sweep": {"task": "mail.sweep", "schedule": SWEEP_SECONDS},
    "live-settle": {"task": "live.settle_due_sessions", "schedule": SWEEP_SECONDS},
    "live-events": {"task": "live.sweep_raw_events", "schedule": SWEEP_SECONDS},
    "live-invitations": {"task": "live.tell_calendars", "schedule": 60},
    "live-reminders": {"task": "live.owe_reminders", "schedule": 60},
    "live-practice": {"task": "live.sweep_practice_room", "schedule": 15},
    "workshops-start": {"task": "workshops.start_editions", "schedule": SWEEP_SECONDS},
    "workshops-departures": {"task": "workshops.settle_departures", "schedule": 3600},
    "workshops-remind": {"task": "workshops.remind_offices", "schedule": SWEEP_SECONDS},
    "workshops-lapse": {"task": "workshops.lapse_offers", "schedule": SWEEP_SECONDS},
    "workshops-complete": {"task": "workshops.sweep_completions", "schedule": SWEEP_SECONDS},
    "workshops-attempts": {"task": "workshops.sweep_attempts", "schedule": SWEEP_SECONDS},
    "internships-days": {"task": "internships.follow_days", "schedule": 15 * 60},
    "internships-contacts": {"task": "internships.purge_emergency_contacts", "schedule": 24 * 60 * 60},
    "media-orphans": {"task": "media.sweep_files", "schedule": 3600},
    "rights-retention": {"task": "rights.apply_retention", "schedule": 24 * 60 * 60},
    "exports-sweep": {"task": "exports.sweep", "schedule": SWEEP_SECONDS},
    "records-verify": {"task": "records.verify_ledger", "schedule": 24 * 60 * 60},
    "rights-exports": {"task": "rights.sweep_exports", "schedule": SWEEP_SECONDS},
    "certificates-render": {"task": "certificates.sweep_artifacts", "schedule": SWEEP_SECONDS},
    "certificates-seal": {"task": "certificates.seal_register", "schedule": 60},
    "certificates-compared": {"task": "certificates.tell_compared", "schedule": 24 * 60 * 60},
}

# --- how many days what is kept: applied daily, named by each room's data_protection.yaml (SECURITY §2F, DOMAIN §8)
RETENTION = {
    "mail": 90,  # address and addressee of a mail, after it was queued; its key stays, so that nothing is sent twice
    "invitations": 90,  # after they expired
    "events": 30,  # delivered announcements inside the platform
    "live_events": 180,  # what the video server told and the stays drawn from it, after the minutes became final
    "practice": 7,  # who was in the practice room, after leaving
    "sessions": 0,  # after they expired
    "sign_in": 90,  # where and when somebody signed in
    "feeds": 90,  # revoked addresses of calendar feeds
    "comparisons": 365,  # names compared on the public page: neither name nor visitor, only that it was done
    "share_links": 30,  # links that holders made to show a document, after they expired
    "emergency_contacts": 30,  # whom to call in an emergency, after an internship ended
    "delegations": 730,  # whose powers were lent to whom, after the last day; the audit trail keeps who acted so
    "exports": 7,  # files with one person's data, and lists taken out, after they were made
    "audit_detail": 730,  # what somebody typed beside an audit entry; the entry itself is permanent
}
RETENTION_BATCH = 500  # rows that one transaction of apply_retention takes
