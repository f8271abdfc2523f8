package dev.qm.assurance.prove.result;

import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.judge.Budget;
import dev.qm.assurance.prove.judge.Budgets;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.host.HostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What {@link Written} wrote. Nothing is guessed: what it did not write so is an error. */
final class Parsed {
  /** Which did not tell tries that never began from late ones. */
  private static final long FIRST = 1;

  private Parsed() {}

  /** The end of a campaign, as its last file has it. */
  record End(boolean isComplete, List<String> done, List<String> open) {
    End {
      done = List.copyOf(done);
      open = List.copyOf(open);
    }
  }

  static Asked asked(Path file) throws HostException {
    var node =
        whole(
            file,
            "began",
            "profile",
            "windowNanos",
            "fewestRounds",
            "mostRounds",
            "seed",
            "without",
            "machine",
            "notAllowed",
            "budgets",
            "faults",
            "peer");
    var without = node.maybe("without");
    var machine = new HashMap<String, String>();
    for (var fact : node.at("machine").members().entrySet()) {
      machine.put(fact.getKey(), fact.getValue().text());
    }
    var faults = node.at("faults");
    var peer = node.ifThere("peer");
    try {
      return new Asked(
          node.at("began").text(),
          node.at("profile").text(),
          length(node.at("windowNanos")),
          (int) node.at("fewestRounds").whole(1, Integer.MAX_VALUE),
          (int) node.at("mostRounds").whole(1, Integer.MAX_VALUE),
          node.at("seed").whole(Long.MIN_VALUE, Long.MAX_VALUE),
          without.isPresent() ? Optional.of(without.get().text()) : Optional.empty(),
          machine,
          node.at("notAllowed").texts(),
          budgets(node.at("budgets").only("others", "own")),
          faults.texts(),
          peer.isPresent() ? Optional.of(peer.get().text()) : Optional.empty());
    } catch (IllegalArgumentException none) {
      throw faults.wrong("a list of names of faults, each once");
    }
  }

  static FaultResult fault(Path file) throws HostException {
    var node =
        whole(
            file,
            "fault",
            "outcome",
            "rounds",
            "achieved",
            "recoveryNanos",
            "toll",
            "verdicts",
            "before",
            "during",
            "after",
            "peer");
    var version = version(node);
    var recovery = node.maybe("recoveryNanos");
    var peer = node.ifThere("peer");
    var result =
        new FaultResult(
            node.at("fault").text(),
            window(node.at("before"), version),
            window(node.at("during"), version),
            window(node.at("after"), version),
            (int) node.at("rounds").whole(0, Integer.MAX_VALUE),
            achieved(node.at("achieved")),
            recovery.isPresent() ? Optional.of(length(recovery.get())) : Optional.empty(),
            toll(node.at("toll")),
            verdicts(node),
            peer.isPresent() ? Optional.of(peer(peer.get(), version)) : Optional.empty());
    requireOutcome(node, result.outcome());
    return result;
  }

  /** Who reads the file without us goes by this word, so it may not say something else. */
  private static void requireOutcome(Node node, Outcome outcome) throws HostException {
    if (outcome(node.at("outcome")) != outcome) {
      throw node.at("outcome").wrong("what its verdicts say, " + outcome.words());
    }
  }

  private static Peer peer(Node node, long version) throws HostException {
    var missing = node.ifThere("missing");
    if (missing.isPresent()) {
      node.only("missing");
      return new Peer.Missing(missing.get().text());
    }
    node.only("outcome", "rounds", "achieved", "died", "verdicts", "before", "during", "after");
    var peer =
        new Peer.Measured(
            window(node.at("before"), version),
            window(node.at("during"), version),
            window(node.at("after"), version),
            (int) node.at("rounds").whole(0, Integer.MAX_VALUE),
            achieved(node.at("achieved")),
            node.at("died").texts(),
            verdicts(node));
    requireOutcome(node, peer.outcome());
    return peer;
  }

  private static List<ProbeVerdict> verdicts(Node node) throws HostException {
    var verdicts = new ArrayList<ProbeVerdict>();
    for (var item : node.at("verdicts").items()) {
      verdicts.add(verdict(item));
    }
    return verdicts;
  }

  static End end(Path file) throws HostException {
    var node = whole(file, "complete", "done", "open");
    var done = new ArrayList<String>();
    for (var item : node.at("done").items()) {
      item.only("fault", "outcome");
      outcome(item.at("outcome"));
      done.add(item.at("fault").text());
    }
    return new End(node.at("complete").truth(), done, node.at("open").texts());
  }

  /** What is ours, of a version that we know, with these members. */
  private static Node whole(Path file, String... names) throws HostException {
    var node = Node.read(file);
    if (!node.at("format").text().equals(Written.FORMAT)) {
      throw node.at("format").wrong("'" + Written.FORMAT + "'");
    }
    version(node);
    var all = new ArrayList<>(List.of(names));
    all.add("format");
    all.add("version");
    return node.only(all.toArray(String[]::new));
  }

  private static long version(Node node) throws HostException {
    return node.at("version").whole(FIRST, Written.VERSION);
  }

  private static Budgets budgets(Node node) throws HostException {
    var own = new HashMap<String, Budget>();
    for (var each : node.at("own").members().entrySet()) {
      own.put(each.getKey(), budget(each.getValue()));
    }
    return new Budgets(budget(node.at("others")), own);
  }

  private static Budget budget(Node node) throws HostException {
    node.only("ratio", "missesPerMillion", "recoveryNanos", "floorNanos", "noise");
    return new Budget(
        node.at("ratio").number(),
        node.at("missesPerMillion").number(),
        length(node.at("recoveryNanos")),
        length(node.at("floorNanos")),
        node.at("noise").number());
  }

  private static Achieved achieved(Node node) throws HostException {
    node.only("operations", "lengthNanos", "unit", "remarks");
    return new Achieved(
        node.at("operations").amount(),
        length(node.at("lengthNanos")),
        node.at("unit").text(),
        node.at("remarks").texts());
  }

  private static Toll toll(Node node) throws HostException {
    node.only("pressureMicros", "throttledMicros", "oomKills", "denials", "died", "remarks");
    Map<String, Long> pressure = new HashMap<>();
    for (var each : node.at("pressureMicros").members().entrySet()) {
      pressure.put(each.getKey(), each.getValue().amount());
    }
    return new Toll(
        pressure,
        node.at("throttledMicros").amount(),
        node.at("oomKills").amount(),
        node.at("denials").whole(-1, Long.MAX_VALUE),
        node.at("died").texts(),
        node.at("remarks").texts());
  }

  private static ProbeVerdict verdict(Node node) throws HostException {
    node.only(
        "probe",
        "verdict",
        "quantile",
        "idleNanos",
        "lowNanos",
        "faultNanos",
        "highNanos",
        "ratio",
        "missed",
        "words");
    return new ProbeVerdict(
        node.at("probe").text(),
        outcome(node.at("verdict")),
        node.at("quantile").number(),
        node.at("idleNanos").amount(),
        node.at("lowNanos").amount(),
        node.at("faultNanos").amount(),
        node.at("highNanos").amount(),
        node.at("ratio").number(),
        node.at("missed").amount(),
        node.at("words").text());
  }

  private static Outcome outcome(Node node) throws HostException {
    var word = node.text();
    for (var outcome : Outcome.values()) {
      if (outcome.words().equals(word)) {
        return outcome;
      }
    }
    throw node.wrong("held, degraded, failed or not judged");
  }

  private static Window window(Node node, long version) throws HostException {
    node.only("lengthNanos", "readings");
    var readings = new ArrayList<Reading>();
    for (var item : node.at("readings").items()) {
      readings.add(reading(item, version));
    }
    return new Window(length(node.at("lengthNanos")), readings);
  }

  private static Reading reading(Node node, long version) throws HostException {
    var latencies = node.at("latencies").read("a histogram", Parsed::latencies);
    var missed = node.at("missed").amount();
    return new Reading(
        node.at("probe").text(),
        latencies,
        missed,
        leftOut(node, version, latencies.count(), missed),
        node.at("failed").amount());
  }

  /** The late ones are among the samples, so what is missed beyond them never began. */
  private static OptionalLong leftOut(Node node, long version, long samples, long missed)
      throws HostException {
    if (version == FIRST) {
      node.only("probe", "missed", "failed", "latencies");
      return OptionalLong.empty();
    }
    node.only("probe", "missed", "leftOut", "failed", "latencies");
    var leftOut = node.maybe("leftOut");
    return leftOut.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(leftOut.get().whole(Math.max(0, missed - samples), missed));
  }

  /** Of the range and the digits that all have, so that they can be added up. */
  private static Latencies latencies(String text) {
    try {
      return Latencies.NONE.plus(Latencies.decoded(text));
    } catch (IndexOutOfBoundsException tooLong) {
      throw new IllegalArgumentException("a sample is longer than an hour", tooLong);
    }
  }

  private static Duration length(Node node) throws HostException {
    return Duration.ofNanos(node.amount());
  }
}
