package dev.qm.assurance.rules.agent;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import dev.qm.quadlet.syntax.Entry;

/** A dependency on a unit of another node starts that unit. */
final class HostDependency {
  static final Rule RULE =
      Rule.named("node-starts-host-units")
          .title("No partition's node may start units of a host by a dependency")
          .against(Interference.CONTROL)
          .harm(
              "Software of the partition starts units of the ASIL side, when and as often as it likes.")
          .rationale(
              """
              A unit inside that wants bluechi-proxy@NODE_UNIT.service makes the controller start UNIT on NODE. The controller lets \
              a node do so for the nodes that AllowDependenciesOn= names, for all of their units; the relay for the units that \
              Depend= names, and without that line for those of partitions only.\
              """)
          .sources(
              "bluechi-controller.conf(5), AllowDependenciesOn",
              "bluechi-proxy(1)",
              "docs/bluechi.md, Permissions")
          .how(
              "Depend= of [Node qm.*] in the relay's permissions.conf; without a relay, or where the controller listens on TCP beside it, AllowDependenciesOn= of [node qm.*] in the controller's files.")
          .proves(
              "No file of this host lets a partition's node depend on a node that is no partition.")
          .doesNotProve("What a controller on another machine permits.")
          .mend(
              "take the host's names away, or name the few units by Depend= of permissions.conf and accept that")
          .check(HostDependency::check);

  /** What begins the name of a section about one node, in the relay's files. */
  private static final String NODE = "Node ";

  /** What a partition's node is called, before the name of its host. */
  private static final String QM = "qm.";

  private HostDependency() {}

  private static Verdict check(PartitionView view) {
    var files = ControllerFiles.of(view);
    if (!files.gaps().isEmpty()) {
      return new Verdict.NotJudged(String.join("; ", files.gaps()));
    }
    var judgement = new Judgement();
    if (files.relay().isPresent()) {
      permitted(judgement, files);
    }
    // a controller that listens beside its relay is asked without it
    if (files.relay().isEmpty() || files.closed().isEmpty()) {
      for (var said : files.controller().ofEach("node " + QM, "AllowDependenciesOn")) {
        judge(judgement, said.name(), said.entry(), KernelText.split(said.entry().value(), ','));
      }
    }
    return judgement.verdict("the host's files let no node depend on another");
  }

  private static void permitted(Judgement judgement, ControllerFiles files) {
    files
        .permissions()
        .ifPresent(unit -> {
          for (var section : unit.sections()) {
            var name = section.startsWith(NODE) ? section.substring(NODE.length()).strip() : "";
            if (name.startsWith(QM)) {
              for (var entry : unit.values(section, "Depend")) {
                judge(judgement, name.substring(QM.length()), entry, KernelText.of(entry.value()));
              }
            }
          }
        });
    var relay = files.relay().orElseThrow();
    relay.sections().stream()
        .flatMap(section -> relay.entries(section).stream())
        .findFirst()
        .ifPresent(entry -> judgement.holds(Evidence.of(entry)));
  }

  /**
   * Judges the words by which a partition's node may depend on others.
   *
   * @param host whose partition it is
   */
  private static void judge(Judgement judgement, String host, Entry entry, Iterable<String> words) {
    for (var word : words) {
      var node = word.strip();
      if (!node.isEmpty() && !node.startsWith(QM)) {
        judgement.fault(
            Fault.of(QM + host + " may start units of a host: " + node, Evidence.of(entry)));
        return;
      }
    }
    judgement.holds(Evidence.of(entry));
  }
}
