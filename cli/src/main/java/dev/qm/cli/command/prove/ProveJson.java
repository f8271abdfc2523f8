package dev.qm.cli.command.prove;

import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.judge.Estimate;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.assurance.prove.result.CampaignResult;
import dev.qm.assurance.prove.result.Comparison;
import dev.qm.assurance.prove.result.Comparison.Kind;
import dev.qm.assurance.prove.result.FaultResult;
import dev.qm.assurance.prove.result.Peer;
import dev.qm.cli.terminal.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A campaign, and two beside each other, for programs. Times are nanoseconds. The samples are in
 * the campaign's folder.
 */
public final class ProveJson {
  private ProveJson() {}

  /** How much is written of each fault. */
  public enum Detail {
    /** What was judged, and of what was measured the figures. */
    VERDICTS,
    /** All samples too, as HdrHistogram's compressed V2 encoding in Base64. */
    SAMPLES
  }

  /** A campaign; a name that ends in {@code Nanos} or {@code Micros} is a time. */
  public static void result(Json json, CampaignResult result, Detail detail) throws IOException {
    json.beginObject()
        .field("whole", result.isWhole())
        .field("began", result.began())
        .field("profile", result.profile())
        .field("seed", result.seed());
    if (result.without().isPresent()) {
      json.field("without", result.without().get());
    } else {
      json.unknown("without");
    }
    json.beginObject("machine");
    for (var fact : new TreeMap<>(result.machine()).entrySet()) {
      json.field(fact.getKey(), fact.getValue());
    }
    json.end();
    texts(json, "notAllowed", result.notAllowed());
    json.beginObject("counts");
    for (var outcome : Outcome.values()) {
      json.field(
          outcome.words(), result.faults().stream().filter(it -> it.outcome() == outcome).count());
    }
    json.end().beginArray("faults");
    for (var fault : result.faults()) {
      fault(json, fault, detail);
    }
    json.end();
    texts(json, "open", result.open());
    json.end();
  }

  private static void fault(Json json, FaultResult fault, Detail detail) throws IOException {
    json.beginObject()
        .field("fault", fault.fault())
        .field("outcome", fault.outcome().words())
        .field("judged", fault.judged())
        .field("rounds", fault.rounds());
    achieved(json, fault.achieved());
    if (fault.recovery().isPresent()) {
      json.field("recoveryNanos", fault.recovery().get().toNanos());
    } else {
      json.unknown("recoveryNanos");
    }
    json.beginObject("toll").beginObject("pressureMicros");
    for (var pressure : new TreeMap<>(fault.toll().pressure()).entrySet()) {
      json.field(pressure.getKey(), pressure.getValue());
    }
    json.end()
        .field("throttledMicros", fault.toll().throttled())
        .field("oomKills", fault.toll().oomKills());
    if (fault.toll().denials() < 0) {
      json.unknown("denials");
    } else {
      json.field("denials", fault.toll().denials());
    }
    texts(json, "died", fault.toll().died());
    texts(json, "remarks", fault.toll().remarks());
    json.end();
    verdicts(json, fault.verdicts());
    texts(json, "admitted", fault.admitted());
    window(json, "before", fault.before(), detail);
    window(json, "during", fault.during(), detail);
    window(json, "after", fault.after(), detail);
    if (fault.peer().isPresent()) {
      peer(json, fault.peer().get(), detail);
    } else {
      json.unknown("peer");
    }
    json.end();
  }

  /** The same fault in a plain container; one of the two, {@code missing} or the rest, is there. */
  private static void peer(Json json, Peer peer, Detail detail) throws IOException {
    json.beginObject("peer");
    switch (peer) {
      case Peer.Missing(var why) -> json.field("missing", why);
      case Peer.Measured measured -> {
        json.field("outcome", measured.outcome().words()).field("rounds", measured.rounds());
        achieved(json, measured.achieved());
        texts(json, "died", measured.died());
        verdicts(json, measured.verdicts());
        texts(json, "admitted", measured.admitted());
        window(json, "before", measured.before(), detail);
        window(json, "during", measured.during(), detail);
        window(json, "after", measured.after(), detail);
      }
    }
    json.end();
  }

  private static void achieved(Json json, Achieved achieved) throws IOException {
    json.beginObject("achieved")
        .field("operations", achieved.operations())
        .field("unit", achieved.unit())
        .field("lengthNanos", achieved.length().toNanos())
        .field("perSecond", achieved.rate());
    texts(json, "remarks", achieved.remarks());
    json.end();
  }

  private static void verdicts(Json json, List<ProbeVerdict> verdicts) throws IOException {
    json.beginArray("verdicts");
    for (var it : verdicts) {
      json.beginObject()
          .field("probe", it.probe())
          .field("verdict", it.verdict().words())
          .field("quantile", it.quantile())
          .field("idleNanos", it.idle())
          .field("lowNanos", it.low())
          .field("faultNanos", it.fault())
          .field("highNanos", it.high())
          .field("ratio", it.ratio())
          .field("missed", it.missed())
          .field("words", it.words())
          .end();
    }
    json.end();
  }

  private static void window(Json json, String name, Window window, Detail detail)
      throws IOException {
    json.beginObject(name).field("lengthNanos", window.length().toNanos()).beginArray("probes");
    for (var reading : window.readings()) {
      json.beginObject().field("probe", reading.probe());
      json.field("samples", reading.latencies().count()).field("missed", reading.missed());
      if (reading.leftOut().isPresent()) {
        json.field("leftOut", reading.leftOut().getAsLong()).field("due", reading.due());
      } else {
        json.unknown("leftOut").unknown("due");
      }
      json.field("failed", reading.failed());
      var latencies = reading.latencies();
      json.field("p50Nanos", latencies.quantile(0.5))
          .field("p99Nanos", latencies.quantile(0.99))
          .field("p999Nanos", latencies.quantile(0.999))
          .field("maxNanos", latencies.max());
      if (detail == Detail.SAMPLES) {
        json.field("histogram", latencies.encoded());
      }
      json.end();
    }
    json.end().end();
  }

  static void comparison(Json json, Comparison comparison) throws IOException {
    json.beginObject().field("worse", comparison.isWorse());
    json.beginObject("counts");
    for (var kind : Kind.values()) {
      json.field(kind.words(), comparison.count(kind));
    }
    json.end().beginArray("differences");
    for (var it : comparison.differences()) {
      json.beginObject()
          .field("what", it.what())
          .field("first", it.first())
          .field("second", it.second())
          .end();
    }
    json.end().beginArray("changes");
    for (var it : comparison.changes()) {
      json.beginObject().field("fault", it.fault());
      if (it.probe().isPresent()) {
        json.field("probe", it.probe().get());
      } else {
        json.unknown("probe");
      }
      json.field("kind", it.kind().words());
      tail(json, "first", it.first());
      tail(json, "second", it.second());
      if (it.ratio() == 0) {
        json.unknown("ratio");
      } else {
        json.field("ratio", it.ratio());
      }
      json.field("words", it.words()).end();
    }
    json.end().end();
  }

  private static void tail(Json json, String name, Optional<Estimate> tail) throws IOException {
    if (tail.isEmpty()) {
      json.unknown(name);
      return;
    }
    json.beginObject(name)
        .field("quantile", tail.get().share())
        .field("lowNanos", tail.get().low())
        .field("nanos", tail.get().value())
        .field("highNanos", tail.get().high())
        .end();
  }

  private static void texts(Json json, String name, List<String> texts) throws IOException {
    json.beginArray(name);
    for (var text : texts) {
      json.value(text);
    }
    json.end();
  }
}
