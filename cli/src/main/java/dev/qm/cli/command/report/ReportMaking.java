package dev.qm.cli.command.report;

import dev.qm.assurance.bundle.Bundle;
import dev.qm.assurance.bundle.Campaigns;
import dev.qm.assurance.bundle.Inventory;
import dev.qm.assurance.bundle.Seal;
import dev.qm.assurance.bundle.SystemDescription;
import dev.qm.assurance.bundle.Trace;
import dev.qm.assurance.oom.OomSurvey;
import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.result.CampaignResult;
import dev.qm.assurance.report.FaultPage;
import dev.qm.assurance.report.IndexPage;
import dev.qm.assurance.report.InventoryPage;
import dev.qm.assurance.report.ReportFacts;
import dev.qm.assurance.report.SystemPage;
import dev.qm.assurance.report.TracePage;
import dev.qm.assurance.rules.Rules;
import dev.qm.assurance.verify.Acceptances;
import dev.qm.assurance.verify.Outcome;
import dev.qm.assurance.verify.Report;
import dev.qm.assurance.view.PartitionView;
import dev.qm.assurance.view.PartitionView.Look;
import dev.qm.cli.command.ipc.CheckJson;
import dev.qm.cli.command.ipc.CheckedChannels;
import dev.qm.cli.command.oom.AsilOption;
import dev.qm.cli.command.oom.OomJson;
import dev.qm.cli.command.prove.ProveJson;
import dev.qm.cli.command.selinux.StatusJson;
import dev.qm.cli.command.verify.VerifyJson;
import dev.qm.cli.command.verify.VerifyPage;
import dev.qm.cli.command.verify.VerifySarif;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.QmVersion;
import dev.qm.cli.terminal.Json;
import dev.qm.host.HostException;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One making of a bundle. For one thread. */
final class ReportMaking {
  private final Invocation in;
  private final Campaigns campaigns;
  private final Optional<Path> named;
  private final ZonedDateTime at;
  private final Optional<Seal> seal;
  private final Filing filing;
  private final List<String> summary = new ArrayList<>();

  /**
   * A making.
   *
   * @param named the folder of the campaign; nothing for the latest
   * @param at the date of the report, which also decides which acceptances count
   * @param seal for what the bundle says of its signature
   */
  ReportMaking(
      Invocation in,
      Campaigns campaigns,
      Optional<Path> named,
      ZonedDateTime at,
      Optional<Seal> seal,
      Filing filing) {
    this.in = in;
    this.campaigns = campaigns;
    this.named = named;
    this.at = at;
    this.seal = seal;
    this.filing = filing;
  }

  Bundle bundle() {
    return filing.bundle();
  }

  /** What it comes to, a line each. */
  List<String> summary() {
    return List.copyOf(summary);
  }

  void make() throws Exception {
    var root = in.root();
    var spec = PartitionSpec.require(root);
    var view = PartitionView.of(spec, Look.BOTH, AsilOption.of(in, root));
    var report =
        Report.of(
            view,
            Rules.all(),
            Acceptances.read(root, id -> Rules.named(id).isPresent()),
            at::toLocalDate);
    var facts = VerifyPage.facts(view, at);
    var campaign = named.isPresent() ? Optional.of(campaigns.at(named.get())) : campaigns.latest();
    var faults = campaigns.faults();
    var trace = Trace.of(report, faults, campaign);
    var system = SystemDescription.of(view, QmVersion.ofQm().number());
    var inventory = Inventory.read(spec);

    verify(view, report);
    var pages = faultPages(facts, faults, campaign);
    trace(facts, trace, pages);
    prove(campaign);
    describe(facts, system, inventory);
    others(view, spec);
    finish(
        facts, new IndexPage.Parts(system, inventory, report, trace, campaign, List.of(), pages));
    summary(report, campaign);
  }

  private void verify(PartitionView view, Report report) throws Exception {
    filing.page(
        "verify.html",
        "report of qm verify",
        "each rule, what came of it, and what shows it",
        VerifyPage.of(view, report, at));
    filing.data(
        "verify.json",
        "results of qm verify",
        "each rule with its findings",
        out -> VerifyJson.print(out, report));
    filing.data(
        "verify.sarif",
        "results of qm verify, as SARIF 2.1.0",
        "the same, for code review",
        out -> VerifySarif.print(out, report));
  }

  private void trace(ReportFacts facts, Trace trace, Map<String, String> pages) throws Exception {
    filing.page(
        "trace.html",
        "table from interference to measurement",
        "class, channel, wall, rule, fault, measured result; where one is missing, a gap",
        TracePage.of(facts, trace, pages));
    filing.data("trace.json", "the same table", "a line each", out -> TraceJson.print(out, trace));
  }

  private Map<String, String> faultPages(
      ReportFacts facts, List<Fault> faults, Optional<CampaignResult> campaign) {
    var pages = new HashMap<String, String>();
    if (campaign.isEmpty() || !filing.isForPeople()) {
      return pages;
    }
    var taken = new HashSet<String>();
    var number = 0;
    for (var result : campaign.get().faults()) {
      number++;
      var place = FaultPage.place(result.fault(), number);
      if (taken.add(place)) {
        var fault = faults.stream().filter(it -> it.id().equals(result.fault())).findFirst();
        filing.unlisted(place, FaultPage.of(facts, result, fault));
        pages.put(result.fault(), place);
      }
    }
    return pages;
  }

  private void prove(Optional<CampaignResult> campaign) throws Exception {
    var title = "campaign of qm prove";
    if (campaign.isEmpty()) {
      filing.missing("prove.json", title, "there was none; `qm prove` makes one");
      return;
    }
    filing.data(
        "prove.json",
        title,
        "each fault with verdicts, figures and all samples as histograms",
        out -> {
          try (var json = Json.to(out)) {
            ProveJson.result(json, campaign.get(), ProveJson.Detail.SAMPLES);
          }
        });
  }

  private void describe(ReportFacts facts, SystemDescription system, Inventory inventory)
      throws Exception {
    filing.page(
        "system.html",
        "the system",
        "versions, the kernel's configuration, hashes of QM's files",
        SystemPage.of(facts, system));
    filing.data("system.json", "the system", "the same", out -> SystemJson.print(out, system));
    filing.page(
        "inventory.html",
        "software in the partition",
        "packages, by its own databases",
        InventoryPage.of(facts, inventory));
    filing.data(
        "sbom.cdx.json",
        "software in the partition, as CycloneDX 1.6",
        "the same, for tools that look for known weaknesses",
        out -> new CycloneDx(inventory, at.toInstant(), facts.version()).print(out));
  }

  /** What other commands say, as they print it. */
  private void others(PartitionView view, PartitionSpec spec) throws Exception {
    filing.data(
        "selinux.json",
        "qm selinux status, and the invariants of the policy",
        "whether the policy is loaded as this qm brings it, and what that promises",
        out -> StatusJson.print(out, in));
    filing.data(
        "ipc.json",
        "qm ipc check",
        "the channels, what is wrong with them, and where the sides meet besides",
        out -> CheckJson.print(out, CheckedChannels.of(in)));
    var title = "qm oom";
    if (in.root().isHost() || view.live().isPresent()) {
      filing.data(
          "oom.json",
          title,
          "who dies first when memory is short",
          out ->
              OomJson.print(out, OomSurvey.of(Optional.of(spec), view.asil()), Integer.MAX_VALUE));
    } else {
      filing.missing("oom.json", title, "only a running machine can tell");
    }
  }

  private void finish(ReportFacts facts, IndexPage.Parts drafted) throws Exception {
    filing.always(
        "README.txt",
        "how the bundle is read and checked",
        "the commands",
        Readme.text(facts, seal));
    filing.listed(
        Bundle.MANIFEST, "SHA-256 of every other file", "that nothing was changed, by sha256sum");
    seal.ifPresent(
        it -> filing.listed(it.file(), "signature of the manifest", "who signed the bundle"));
    filing.listed(
        Bundle.CONTENTS, "contents of the bundle, for programs", "this table and the gaps");
    var parts =
        new IndexPage.Parts(
            drafted.system(),
            drafted.inventory(),
            drafted.report(),
            drafted.trace(),
            drafted.campaign(),
            filing.documents(),
            drafted.faultPages());
    filing.bundle().add(Bundle.CONTENTS, ContentsJson.text(facts, parts));
    filing.unlisted("index.html", IndexPage.of(facts, parts));
    var gaps = parts.gaps().size();
    summary.add("gaps: " + (gaps == 0 ? "none" : gaps + ", each named in the bundle"));
  }

  private void summary(Report report, Optional<CampaignResult> campaign) throws HostException {
    var counts = new ArrayList<String>();
    for (var outcome : Outcome.values()) {
      var count = report.counts().getOrDefault(outcome, 0);
      if (count > 0) {
        counts.add(count + " " + outcome.words());
      }
    }
    summary.addFirst("faults measured: " + campaign.map(it -> it.faults().size()).orElse(0));
    summary.addFirst("risks: " + report.acceptanceWords());
    summary.addFirst("rules: " + String.join(", ", counts));
  }
}
