package dev.qm.assurance.report;

import dev.qm.assurance.bundle.Document;
import dev.qm.assurance.bundle.Inventory;
import dev.qm.assurance.bundle.SystemDescription;
import dev.qm.assurance.bundle.Trace;
import dev.qm.assurance.view.PartitionView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The pages of a bundle of the sample machine. */
final class BundlePages {
  private BundlePages() {}

  /** Each by its name in the bundle. */
  static Map<String, String> of(PartitionView view) {
    var report = Samples.report(view);
    var campaign = Optional.of(MeasuredSamples.campaign());
    var trace = Trace.of(report, MeasuredSamples.faults(), campaign);
    var pages = new TreeMap<String, String>();
    var places = new HashMap<String, String>();
    for (var result : campaign.get().faults()) {
      var place = FaultPage.place(result.fault(), 1);
      var fault =
          MeasuredSamples.faults().stream()
              .filter(it -> it.id().equals(result.fault()))
              .findFirst();
      pages.put(place, FaultPage.of(Samples.FACTS, result, fault));
      places.put(result.fault(), place);
    }
    var system = SystemDescription.of(view, "0.1.0");
    var inventory = Inventory.read(view.declared().spec());
    pages.put("trace.html", TracePage.of(Samples.FACTS, trace, places));
    pages.put("system.html", SystemPage.of(Samples.FACTS, system));
    pages.put("inventory.html", InventoryPage.of(Samples.FACTS, inventory));
    var documents =
        List.of(
            new Document("trace.html", "the table", "what leads to what", Optional.empty()),
            new Document("system.html", "the system", "what it is", Optional.empty()),
            new Document("oom.json", "qm oom", "", Optional.of("only a running machine can tell")));
    pages.put(
        "index.html",
        IndexPage.of(
            Samples.FACTS,
            new IndexPage.Parts(system, inventory, report, trace, campaign, documents, places)));
    return pages;
  }
}
