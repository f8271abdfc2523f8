package dev.qm.cli.command.report;

import dev.qm.assurance.prove.reading.Window;
import dev.qm.assurance.prove.result.CampaignResult;
import dev.qm.assurance.prove.result.FaultResult;
import dev.qm.cli.terminal.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A campaign, for programs. Times are in nanoseconds where a name does not say otherwise; {@code
 * histogram} is HdrHistogram's compressed V2 encoding in Base64.
 */
final class ProveJson {
  private final Json json;

  private ProveJson(Json json) {
    this.json = json;
  }

  static void print(OutputStream out, CampaignResult campaign) throws IOException {
    try (var json = Json.to(out)) {
      new ProveJson(json).print(campaign);
    }
  }

  private void print(CampaignResult campaign) throws IOException {
    json.beginObject()
        .field("began", campaign.began())
        .field("profile", campaign.profile())
        .field("seed", campaign.seed())
        .field("whole", campaign.isWhole());
    if (campaign.without().isPresent()) {
      json.field("without", campaign.without().get());
    } else {
      json.unknown("without");
    }
    json.beginObject("machine");
    // a map that was copied has another order in each process
    for (var fact : new TreeMap<>(campaign.machine()).entrySet()) {
      json.field(fact.getKey(), fact.getValue());
    }
    json.end();
    texts("notAllowed", campaign.notAllowed());
    texts("open", campaign.open());
    json.beginArray("faults");
    for (var fault : campaign.faults()) {
      print(fault);
    }
    json.end().end();
  }

  private void texts(String name, List<String> texts) throws IOException {
    json.beginArray(name);
    for (var text : texts) {
      json.value(text);
    }
    json.end();
  }

  private void print(FaultResult result) throws IOException {
    json.beginObject()
        .field("fault", result.fault())
        .field("outcome", result.outcome().words())
        .field("rounds", result.rounds());
    var achieved = result.achieved();
    json.beginObject("achieved")
        .field("operations", achieved.operations())
        .field("unit", achieved.unit())
        .field("length", achieved.length().toNanos());
    texts("remarks", achieved.remarks());
    json.end();
    if (result.recovery().isPresent()) {
      json.field("recovery", result.recovery().get().toNanos());
    } else {
      json.unknown("recovery");
    }
    toll(result);
    json.beginArray("verdicts");
    for (var verdict : result.verdicts()) {
      json.beginObject()
          .field("probe", verdict.probe())
          .field("verdict", verdict.verdict().words())
          .field("quantile", verdict.quantile())
          .field("idle", verdict.idle())
          .field("low", verdict.low())
          .field("fault", verdict.fault())
          .field("high", verdict.high())
          .field("ratio", verdict.ratio())
          .field("missed", verdict.missed())
          .field("why", verdict.words())
          .end();
    }
    json.end();
    window("before", result.before());
    window("during", result.during());
    window("after", result.after());
    json.end();
  }

  private void toll(FaultResult result) throws IOException {
    var toll = result.toll();
    json.beginObject("toll").beginObject("pressureMicroseconds");
    for (Map.Entry<String, Long> one : new TreeMap<>(toll.pressure()).entrySet()) {
      json.field(one.getKey(), one.getValue());
    }
    json.end().field("throttledMicroseconds", toll.throttled()).field("oomKills", toll.oomKills());
    if (toll.denials() < 0) {
      json.unknown("denials");
    } else {
      json.field("denials", toll.denials());
    }
    texts("died", toll.died());
    texts("remarks", toll.remarks());
    json.end();
  }

  private void window(String name, Window window) throws IOException {
    json.beginObject(name).field("length", window.length().toNanos()).beginArray("probes");
    for (var reading : window.readings()) {
      var latencies = reading.latencies();
      json.beginObject()
          .field("probe", reading.probe())
          .field("tries", latencies.count())
          .field("missed", reading.missed())
          .field("failed", reading.failed())
          .field("p50", latencies.quantile(0.5))
          .field("p99", latencies.quantile(0.99))
          .field("p999", latencies.quantile(0.999))
          .field("longest", latencies.max())
          .field("histogram", latencies.encoded())
          .end();
    }
    json.end().end();
  }
}
