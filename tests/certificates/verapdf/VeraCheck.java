import java.nio.file.Files;
import java.nio.file.Paths;
import java.io.ByteArrayInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** One line for each file and profile: PASS or FAIL, checks made, then the rules that were broken. */
public class VeraCheck {
  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (String name : arguments) {
      byte[] content = Files.readAllBytes(Paths.get(name));
      for (PDFAFlavour flavour : new PDFAFlavour[] {PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1}) {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new ByteArrayInputStream(content), flavour);
            PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
          ValidationResult result = validator.validate(parser);
          StringBuilder line = new StringBuilder();
          line.append(result.isCompliant() ? "PASS" : "FAIL").append('\t').append(flavour.getId());
          line.append('\t').append(result.getTotalAssertions()).append('\t').append(name);
          for (TestAssertion broken : result.getTestAssertions()) {
            line.append('\t').append(broken.getRuleId().getClause()).append('-').append(broken.getRuleId().getTestNumber());
            line.append(' ').append(broken.getMessage()).append(" @").append(broken.getLocation().getContext());
          }
          System.out.println(line);
        }
      }
    }
  }
}
