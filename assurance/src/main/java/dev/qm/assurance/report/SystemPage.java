package dev.qm.assurance.report;

import dev.qm.assurance.bundle.KernelConfiguration;
import dev.qm.assurance.bundle.SystemDescription;
import java.util.List;

/** What the machine is, as a page. */
public final class SystemPage {
  private SystemPage() {}

  /** The page. */
  public static String of(ReportFacts facts, SystemDescription system) {
    var frame = Frame.begin(facts, "index.html", "Report of qm", "The system").content();
    var to = frame.to();
    frame.section("versions", "Versions and settings");
    to.open("dl", "class", "parts");
    for (var fact : system.facts()) {
      to.open("div").element("dt", fact.name()).element("dd", fact.value()).closeLine();
    }
    to.closeLine().closeLine();
    frame.section("kernel", "The kernel's configuration");
    system
        .kernel()
        .ifPresentOrElse(
            it -> kernel(frame, it), () -> to.element("p", "No file has it: see the gaps."));
    to.closeLine();
    frame.section("files", "Files that make the partition");
    files(frame, system);
    to.closeLine();
    frame.section("gaps", "What is not known");
    gaps(frame, system.gaps());
    to.closeLine();
    return frame.end("What is written here is what files and the kernel said at the date above.");
  }

  /** Sentences, or that there are none. */
  static void gaps(Frame frame, List<String> gaps) {
    if (gaps.isEmpty()) {
      frame.to().element("p", "Nothing of what is asked for is missing.");
    } else {
      frame.items(gaps);
    }
  }

  private static void kernel(Frame frame, KernelConfiguration kernel) {
    var to = frame.to();
    to.open("p").text("From ").element("code", kernel.source()).text(", all of which has SHA-256 ");
    to.element("code", kernel.sha256()).text(".").closeLine();
    frame.table("Settings that walls stand on", "Setting", "What for", "Value");
    for (var setting : kernel.settings()) {
      to.open("tr").open("th", "scope", "row").element("code", setting.name()).close();
      to.element("td", setting.matters());
      if (setting.value().equals(KernelConfiguration.UNNAMED)) {
        to.element("td", setting.value(), "class", "quiet");
      } else {
        to.open("td").element("code", setting.value()).close();
      }
      to.closeLine();
    }
    frame.endTable();
  }

  private static void files(Frame frame, SystemDescription system) {
    var to = frame.to();
    frame.table("By path, as the machine itself names them", "File", "What", "SHA-256", "State");
    for (var file : system.files()) {
      to.open("tr").open("th", "scope", "row").element("code", file.path()).close();
      to.element("td", file.role()).open("td");
      to.element("code", file.sha256().orElse("not known"), "class", "digest").close();
      to.element("td", file.remark()).closeLine();
    }
    frame.endTable();
  }
}
