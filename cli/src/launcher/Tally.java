import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Adds up the test reports below a source tree: {@code java Tally.java TREE [TARGET]}, where the modules' build folders
 * are TARGET, else {@code target}. Says why tests were skipped and which
 * failed, and ends with the line {@code N passed, N failed, N skipped}. Exits with 1 if a test failed or none ran.
 */
final class Tally {
  private int passed;
  private final List<String> failed = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  public static void main(String[] args) throws IOException, XMLStreamException {
    var tally = new Tally();
    for (var report : reports(Path.of(args[0]), args.length > 1 ? args[1] : "target")) {
      tally.add(report);
    }
    tally.skipped.forEach(test -> System.out.println("skipped: " + test));
    tally.failed.forEach(test -> System.out.println("failed: " + test));
    System.out.println(
        tally.passed + " passed, " + tally.failed.size() + " failed, " + tally.skipped.size() + " skipped");
    System.exit(tally.failed.isEmpty() && tally.passed > 0 ? 0 : 1);
  }

  private static List<Path> reports(Path tree, String target) throws IOException {
    var reports = new ArrayList<Path>();
    for (var folder : List.of("surefire-reports", "partition-reports")) {
      try (var modules = Files.newDirectoryStream(tree)) {
        for (var module : modules) {
          var found = module.resolve(target).resolve(folder);
          if (Files.isDirectory(found)) {
            try (var files = Files.newDirectoryStream(found, "TEST-*.xml")) {
              files.forEach(reports::add);
            }
          }
        }
      }
    }
    reports.sort(null);
    return reports;
  }

  private void add(Path report) throws IOException, XMLStreamException {
    try (var in = Files.newInputStream(report)) {
      var xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(in);
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("testcase")) {
          addCase(xml);
        }
      }
    }
  }

  /** Surefire writes a failed test with a child {@code failure} or {@code error}, a skipped one with {@code skipped}. */
  private void addCase(XMLStreamReader xml) throws XMLStreamException {
    var classname = xml.getAttributeValue(null, "classname");
    var name =
        classname.substring(classname.lastIndexOf('.') + 1) + "." + xml.getAttributeValue(null, "name");
    var outcome = "";
    var message = "";
    var type = "";
    for (var depth = 1; depth > 0; ) {
      var event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        depth++;
        var element = xml.getLocalName();
        if (element.equals("failure") || element.equals("error") || element.equals("skipped")) {
          outcome = element;
          type = Objects.requireNonNullElse(xml.getAttributeValue(null, "type"), "");
          var said = xml.getAttributeValue(null, "message");
          message = said == null ? "" : said.lines().findFirst().orElse("");
        }
      } else if (!outcome.isEmpty() && message.isEmpty() && xml.hasText()) {
        // what is not in the attribute stands behind the type: in its line, or below it
        var text = xml.getText();
        var behind = text.startsWith(type + ":") ? text.substring(type.length() + 1) : text;
        message = behind.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      }
    }
    switch (outcome) {
      case "" -> passed++;
      case "skipped" -> skipped.add(name + ": " + (message.isEmpty() ? "no reason is given" : message));
      default -> failed.add(name + ": " + message);
    }
  }
}
