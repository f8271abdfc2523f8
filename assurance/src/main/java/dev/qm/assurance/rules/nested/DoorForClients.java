package dev.qm.assurance.rules.nested;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.MountOption;
import dev.qm.assurance.view.Options;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.partition.Layout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A container sees the folder of the channel that it is a client of, and no other. */
final class DoorForClients {
  static final Rule RULE =
      Rule.named("nested-door")
          .title("A container inside sees the channels that it is a client of, and no others")
          .against(Interference.EXCHANGE)
          .harm(
              "One app talks to every service of the ASIL side, also to those that expect another client.")
          .rationale(
              """
              Each channel has a folder of its own, so that a client is given just that. /run/ipc, /run or / as a volume \
              is all of them.\
              """)
          .sources("docs/ipc.md", "ISO 26262-6:2018, D.2.4")
          .how("The volumes of each quadlet inside, and of containers.conf.")
          .proves("No quadlet inside mounts more of /run/ipc than folders of channels.")
          .doesNotProve("That the server tells its clients apart.")
          .mend("mount the folder of the channel, Volume=/run/ipc/NAME:/run/ipc/NAME")
          .check(DoorForClients::check);

  private DoorForClients() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var nested = Nested.of(view);
    for (var unit : nested.containers()) {
      for (var mount : unit.options().mounts()) {
        if (!mount.causes().isEmpty() && isAll(mount)) {
          judgement.fault(() ->
              Fault.of(unit.name() + " sees every channel", Evidence.of(mount.causes().getLast())));
        }
      }
    }
    for (var list : Map.of("volumes", "volume", "mounts", "mount").entrySet()) {
      for (var entry : nested.lists(list.getKey())) {
        var option = new Option(list.getValue(), entry.value(), List.of(entry));
        if (new Options(List.of(option)).mounts().stream().anyMatch(DoorForClients::isAll)) {
          judgement.fault(
              () -> Fault.of("containers inside see every channel", Evidence.of(entry)));
        }
      }
    }
    return nested.verdict(judgement, view);
  }

  private static boolean isAll(MountOption mount) {
    return mount.isOfHost() && Path.of(Layout.IPC).startsWith(Path.of(mount.source()).normalize());
  }
}
