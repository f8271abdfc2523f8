package dev.qm.assurance.report;

import dev.qm.assurance.bundle.InstalledPackage.Database;
import dev.qm.assurance.bundle.Inventory;

/** The packages of the partition, as a page. */
public final class InventoryPage {
  private InventoryPage() {}

  /** The page. */
  public static String of(ReportFacts facts, Inventory inventory) {
    var frame =
        Frame.begin(facts, "index.html", "Report of qm", "Software in the partition")
            .fact("Distribution in the rootfs", inventory.release().prettyName())
            .fact("Packages", String.valueOf(inventory.packages().size()))
            .content();
    var to = frame.to();
    to.element(
        "p",
        "By the partition's own databases of packages: whoever may write there decides what they"
            + " say. The same for programs is sbom.cdx.json, in CycloneDX.");
    frame.section("gaps", "What is not in it");
    SystemPage.gaps(frame, inventory.gaps());
    to.closeLine();
    frame.section("packages", "Packages");
    frame.table("By name", "Package", "Version", "Architecture", "Supplier", "Database");
    for (var one : inventory.packages()) {
      to.open("tr").open("th", "scope", "row").element("code", one.name()).close();
      to.open("td").element("code", one.version()).close();
      to.element("td", one.architecture()).element("td", one.supplier());
      var where = String.join(", ", one.databases().stream().map(Database::words).toList());
      to.element("td", one.state().equals("installed") ? where : where + "; " + one.state());
      to.closeLine();
    }
    frame.endTable();
    to.closeLine();
    return frame.end(
        "Images of nested containers, and files that no package brought, are in no database.");
  }
}
