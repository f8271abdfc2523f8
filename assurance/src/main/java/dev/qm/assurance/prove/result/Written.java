package dev.qm.assurance.prove.result;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.judge.Budget;
import dev.qm.assurance.prove.judge.Budgets;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.reading.Window;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of a campaign's folder as JSON. Times are whole nanoseconds. {@link Parsed} reads them.
 */
final class Written {
  /** Changes when a reader of before would not understand. */
  static final int VERSION = 2;

  static final String FORMAT = "qm prove";

  private static final int LAST_ASCII = 0x7f;

  private Written() {}

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  static byte[] asked(Asked asked) {
    return bytes(json -> {
      json.writeStringField("began", asked.began());
      json.writeStringField("profile", asked.profile());
      json.writeNumberField("windowNanos", asked.window().toNanos());
      json.writeNumberField("fewestRounds", asked.fewest());
      json.writeNumberField("mostRounds", asked.most());
      json.writeNumberField("seed", asked.seed());
      if (asked.without().isPresent()) {
        json.writeStringField("without", asked.without().get());
      } else {
        json.writeNullField("without");
      }
      json.writeObjectFieldStart("machine");
      for (var fact : new TreeMap<>(asked.machine()).entrySet()) {
        json.writeStringField(fact.getKey(), fact.getValue());
      }
      json.writeEndObject();
      texts(json, "notAllowed", asked.notAllowed());
      json.writeObjectFieldStart("budgets");
      budgets(json, asked.budgets());
      json.writeEndObject();
      texts(json, "faults", asked.faults());
      // left out where there is none: a reader of before it knows all of such a file
      if (asked.peer().isPresent()) {
        json.writeStringField("peer", asked.peer().get());
      }
    });
  }

  static byte[] fault(FaultResult result) {
    return bytes(json -> {
      json.writeStringField("fault", result.fault());
      json.writeStringField("outcome", result.outcome().words());
      json.writeNumberField("rounds", result.rounds());
      achieved(json, result.achieved());
      if (result.recovery().isPresent()) {
        json.writeNumberField("recoveryNanos", result.recovery().get().toNanos());
      } else {
        json.writeNullField("recoveryNanos");
      }
      toll(json, result.toll());
      verdicts(json, result.verdicts());
      window(json, "before", result.before());
      window(json, "during", result.during());
      window(json, "after", result.after());
      if (result.peer().isPresent()) {
        json.writeObjectFieldStart("peer");
        peer(json, result.peer().get());
        json.writeEndObject();
      }
    });
  }

  private static void peer(JsonGenerator json, Peer peer) throws IOException {
    switch (peer) {
      case Peer.Missing(var why) -> json.writeStringField("missing", why);
      case Peer.Measured measured -> {
        json.writeStringField("outcome", measured.outcome().words());
        json.writeNumberField("rounds", measured.rounds());
        achieved(json, measured.achieved());
        texts(json, "died", measured.died());
        verdicts(json, measured.verdicts());
        window(json, "before", measured.before());
        window(json, "during", measured.during());
        window(json, "after", measured.after());
      }
    }
  }

  private static void verdicts(JsonGenerator json, List<ProbeVerdict> verdicts) throws IOException {
    json.writeArrayFieldStart("verdicts");
    for (var verdict : verdicts) {
      verdict(json, verdict);
    }
    json.writeEndArray();
  }

  static byte[] end(List<FaultResult> done, List<String> open) {
    return bytes(json -> {
      json.writeBooleanField("complete", open.isEmpty());
      json.writeArrayFieldStart("done");
      for (var result : done) {
        json.writeStartObject();
        json.writeStringField("fault", result.fault());
        json.writeStringField("outcome", result.outcome().words());
        json.writeEndObject();
      }
      json.writeEndArray();
      texts(json, "open", open);
    });
  }

  private static void budgets(JsonGenerator json, Budgets budgets) throws IOException {
    json.writeObjectFieldStart("others");
    budget(json, budgets.others());
    json.writeEndObject();
    json.writeObjectFieldStart("own");
    for (var own : new TreeMap<>(budgets.own()).entrySet()) {
      json.writeObjectFieldStart(own.getKey());
      budget(json, own.getValue());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void budget(JsonGenerator json, Budget budget) throws IOException {
    json.writeNumberField("ratio", budget.ratio());
    json.writeNumberField("missesPerMillion", budget.misses());
    json.writeNumberField("recoveryNanos", budget.recovery().toNanos());
    json.writeNumberField("floorNanos", budget.floor().toNanos());
    json.writeNumberField("noise", budget.noise());
  }

  private static void achieved(JsonGenerator json, Achieved achieved) throws IOException {
    json.writeObjectFieldStart("achieved");
    json.writeNumberField("operations", achieved.operations());
    json.writeNumberField("lengthNanos", achieved.length().toNanos());
    json.writeStringField("unit", achieved.unit());
    texts(json, "remarks", achieved.remarks());
    json.writeEndObject();
  }

  private static void toll(JsonGenerator json, Toll toll) throws IOException {
    json.writeObjectFieldStart("toll");
    json.writeObjectFieldStart("pressureMicros");
    for (Map.Entry<String, Long> pressure : new TreeMap<>(toll.pressure()).entrySet()) {
      json.writeNumberField(pressure.getKey(), pressure.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("throttledMicros", toll.throttled());
    json.writeNumberField("oomKills", toll.oomKills());
    json.writeNumberField("denials", toll.denials());
    texts(json, "died", toll.died());
    texts(json, "remarks", toll.remarks());
    json.writeEndObject();
  }

  private static void verdict(JsonGenerator json, ProbeVerdict verdict) throws IOException {
    json.writeStartObject();
    json.writeStringField("probe", verdict.probe());
    json.writeStringField("verdict", verdict.verdict().words());
    json.writeNumberField("quantile", verdict.quantile());
    json.writeNumberField("idleNanos", verdict.idle());
    json.writeNumberField("lowNanos", verdict.low());
    json.writeNumberField("faultNanos", verdict.fault());
    json.writeNumberField("highNanos", verdict.high());
    json.writeNumberField("ratio", verdict.ratio());
    json.writeNumberField("missed", verdict.missed());
    json.writeStringField("words", verdict.words());
    json.writeEndObject();
  }

  private static void window(JsonGenerator json, String name, Window window) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("lengthNanos", window.length().toNanos());
    json.writeArrayFieldStart("readings");
    for (var reading : window.readings()) {
      json.writeStartObject();
      json.writeStringField("probe", reading.probe());
      json.writeNumberField("missed", reading.missed());
      if (reading.leftOut().isPresent()) {
        json.writeNumberField("leftOut", reading.leftOut().getAsLong());
      } else {
        json.writeNullField("leftOut");
      }
      json.writeNumberField("failed", reading.failed());
      json.writeStringField("latencies", reading.latencies().encoded());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, Collection<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (var text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static byte[] bytes(Content content) {
    var out = new ByteArrayOutputStream();
    try (var json = new JsonFactory().createGenerator(out)) {
      json.setHighestNonEscapedChar(LAST_ASCII);
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      json.writeStringField("format", FORMAT);
      json.writeNumberField("version", VERSION);
      content.write(json);
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException impossible) {
      throw new IllegalStateException("memory does not fail", impossible);
    }
    return out.toByteArray();
  }
}
