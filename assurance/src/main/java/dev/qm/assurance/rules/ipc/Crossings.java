package dev.qm.assurance.rules.ipc;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.PartitionView;
import dev.qm.partition.ipc.live.LiveChannel;
import dev.qm.partition.ipc.live.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What both sides hold and that is not in /run/ipc: a rule for each kind.
 *
 * @param isOf whether a channel is of the kind
 * @param network whether a network namespace that is shared opens all of the kind
 */
record Crossings(
    String id,
    String title,
    Interference interference,
    String harm,
    String rationale,
    String source,
    Predicate<LiveChannel> isOf,
    Network network) {
  /** What a shared network namespace means for the kind. */
  enum Network {
    OPENS,
    NO_MATTER
  }

  private static final List<Crossings> ALL =
      List.of(
          new Crossings(
              "ipc-sockets",
              "No socket with a path is shared outside /run/ipc",
              Interference.EXCHANGE,
              "Software inside talks to a service of the host that takes it for one of its own.",
              "A socket's file is the door to whoever listens, in any folder that both sides see.",
              "unix(7)",
              channel -> isSocket(channel) && !isAbstract(channel),
              Network.NO_MATTER),
          new Crossings(
              "ipc-abstract-sockets",
              "No abstract socket is shared",
              Interference.EXCHANGE,
              "Software inside connects to an abstract socket of the host, which no file's mode protects, or takes its name.",
              "Abstract names belong to the network namespace: who shares that shares them all.",
              "unix(7), Abstract sockets; network_namespaces(7)",
              channel -> isSocket(channel) && isAbstract(channel),
              Network.OPENS),
          new Crossings(
              "ipc-shared-memory",
              "No memory is shared",
              Interference.MEMORY,
              "Software inside changes what the ASIL side has in memory while that is working on it.",
              "A file that both have mapped is one memory. Nobody sees the change, and nobody can refuse it.",
              "mmap(2), MAP_SHARED; ISO 26262-6:2018, D.2.3",
              channel -> channel.kind() == LiveChannel.Kind.MEMORY,
              Network.NO_MATTER),
          new Crossings(
              "ipc-pipes",
              "No pipe is shared but those of Podman",
              Interference.EXCHANGE,
              "Software inside fills or stops reading a pipe, and a writer of the ASIL side waits.",
              "A pipe has room for 64 KiB by default: whoever writes into a full one waits for its reader.",
              "pipe(7), Pipe capacity",
              channel ->
                  channel.kind() == LiveChannel.Kind.PIPE
                      || channel.kind() == LiveChannel.Kind.FIFO,
              Network.NO_MATTER));

  static List<Rule> rules() {
    var rules = new ArrayList<Rule>();
    for (var row : ALL) {
      rules.add(
          Rule.named(row.id)
              .title(row.title)
              .against(row.interference)
              .harm(row.harm)
              .rationale(row.rationale)
              .sources(row.source, "docs/ipc.md")
              .how(
                  "While the partition runs, what processes of both sides hold, by /proc and sock_diag(7).")
              .proves(
                  "At the moment of looking nothing of the kind crossed, but what Podman needs.")
              .doesNotProve("That nothing crosses at another time.")
              .mend("make it a channel with `qm ipc new`, or take away what both sides see")
              .check(row::check));
    }
    return rules;
  }

  private Verdict check(PartitionView view) {
    var judgement = new Judgement();
    if (network == Network.OPENS) {
      network(judgement, view);
    }
    var seen = view.border().seen();
    if (seen.live().isEmpty()) {
      var found = judgement.verdict("");
      return found instanceof Verdict.NotApplicable ? nothing(seen.gaps()) : found;
    }
    for (var channel : seen.live().get().channels()) {
      if (channel.standing() instanceof Standing.Outside(var why) && isOf.test(channel)) {
        judgement.fault(
            Fault.of(
                channel.kind().words() + " " + channel.name() + " crosses outside /run/ipc",
                channel
                    .origin()
                    .map(origin -> Evidence.at(origin, why))
                    .orElseGet(() ->
                        Evidence.kernel(channel.name().toString(), why + ": " + who(channel)))));
      }
    }
    seen.gaps().forEach(judgement::unknown);
    judgement.holds(Evidence.kernel("/proc", "nothing of the kind crosses"));
    return judgement.verdict("");
  }

  private static void network(Judgement judgement, PartitionView view) {
    for (var option : view.partition().options().named("network")) {
      if (option.value().equals("host")) {
        judgement.fault(
            Fault.of(
                    "the partition shares the host's abstract sockets",
                    Asked.evidence(view.partition(), option))
                .with(WithoutOption.mend(view.partition(), option)));
      }
    }
    view.live()
        .filter(live -> live.hasOwn("net").equals(Optional.of(false)))
        .ifPresent(live ->
            judgement.fault(
                Fault.of(
                    "the running partition shares the host's abstract sockets",
                    Evidence.kernel("/proc/" + live.first().pid() + "/ns/net", "as the host's"))));
  }

  private static String who(LiveChannel channel) {
    var words = new ArrayList<String>();
    channel.holders().forEach(holder -> words.add(holder.words()));
    for (var connection : channel.connections()) {
      connection.client().forEach(holder -> words.add(holder.words()));
      connection.server().forEach(holder -> words.add(holder.words()));
    }
    return String.join(", ", words.stream().distinct().toList());
  }

  /** The verdict where nothing was looked at. */
  static Verdict nothing(List<String> gaps) {
    return gaps.isEmpty()
        ? new Verdict.NotApplicable("no running partition is looked at")
        : new Verdict.NotJudged(String.join("; ", gaps));
  }

  private static boolean isSocket(LiveChannel channel) {
    return switch (channel.kind()) {
      case STREAM, DATAGRAM, PACKETS -> true;
      case FIFO, PIPE, MEMORY -> false;
    };
  }

  private static boolean isAbstract(LiveChannel channel) {
    return channel.name().toString().startsWith("@");
  }
}
