package dev.qm.cli.command.ipc;

import dev.qm.cli.finding.Findings;
import dev.qm.cli.frame.Invocation;
import dev.qm.host.selinux.AuditLog;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.declared.Channel;
import dev.qm.partition.ipc.declared.ChannelDenials;
import dev.qm.partition.ipc.declared.DeclaredChannels;
import dev.qm.partition.ipc.live.Differences;
import dev.qm.partition.ipc.live.Finding;
import dev.qm.partition.ipc.live.Survey;
import dev.qm.partition.selinux.DenialReader;
import dev.qm.partition.selinux.ExplainedDenial;
import dev.qm.partition.selinux.Policy;
import dev.qm.partition.selinux.PolicyName;
import dev.qm.partition.selinux.PolicyPlaces;
import dev.qm.partition.selinux.PolicySource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * What there is to say of the channels of a machine.
 *
 * @param channels that unit files declare
 * @param findings what in these files does not go together
 * @param differences between the files and what runs
 * @param denials of SELinux to the ends of channels, each a sentence
 */
public record CheckedChannels(
    List<Channel> channels, Findings findings, List<Finding> differences, List<String> denials) {
  private static final int MOST_DENIALS = 20;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  /** Copies what it is given, so that nobody can change it. */
  public CheckedChannels {
    channels = List.copyOf(channels);
    differences = List.copyOf(differences);
    denials = List.copyOf(denials);
  }

  /** Looks at the machine that a call is about. */
  public static CheckedChannels of(Invocation in) throws Exception {
    var spec = PartitionSpec.require(in.root());
    var declared = DeclaredChannels.read(spec);
    return new CheckedChannels(
        declared.channels(),
        new Findings(declared.channels().size(), "channel", declared.problems()),
        Differences.between(declared.channels(), Survey.of(spec)),
        denials(in).stream().map(CheckedChannels::words).toList());
  }

  /** Whether nothing is wrong. */
  public boolean isClean() {
    return findings.isClean() && differences.isEmpty();
  }

  /** Denials of an earlier start of the machine say nothing about the channels of this one. */
  private static List<ExplainedDenial> denials(Invocation in) throws Exception {
    var root = in.root();
    if (!root.isHost() || SELinux.probe(root) instanceof SELinux.Absent) {
      return List.of();
    }
    var log = AuditLog.read(root, AuditLog.boot());
    var name = PolicyName.QM;
    var policy = Policy.of(PolicySource.read(in.systemFiles(), name, PolicyPlaces.of(name)));
    return ChannelDenials.among(
        new DenialReader(policy, root).explain(log.denials(), MOST_DENIALS));
  }

  private static String words(ExplainedDenial one) {
    var denial = one.last();
    return "SELinux denied "
        + denial.program().map(program -> program + ", ").orElse("")
        + denial.sourceType()
        + ", "
        + String.join(" ", denial.permissions())
        + " on the "
        + denial.objectClass()
        + denial.object().map(object -> " " + object).orElse("")
        + ", "
        + denial.targetType()
        + (one.count() > 1 ? ", " + one.count() + " times" : "")
        + denial.time().map(time -> ", last at " + TIME.format(time)).orElse("")
        + "; `qm selinux explain --boot` says more";
  }
}
