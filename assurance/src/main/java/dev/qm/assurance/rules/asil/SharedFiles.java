package dev.qm.assurance.rules.asil;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.WrittenPlaces;
import dev.qm.assurance.view.PartitionView;
import dev.qm.partition.ipc.live.LiveChannel;
import dev.qm.partition.ipc.live.Standing;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Entry;
import java.util.List;
import java.util.Map;

/** A file that both write is nobody's. */
final class SharedFiles {
  static final Rule RULE =
      Rule.named("asil-files")
          .title("No file or folder is the ASIL side's and the partition's to write")
          .against(Interference.EXCHANGE)
          .harm(
              "Software inside changes data or settings of the ASIL side, or plants a link that leads its writes elsewhere.")
          .rationale(
              """
              What QM may write is hostile input, and where both write nobody can say whose the content is.\
              """)
          .sources(
              "systemd.exec(5), ReadWritePaths=, BindPaths=, StateDirectory=",
              "ISO 26262-6:2018, D.2.3, D.2.4")
          .how(
              "Writable places of the units and of their containers against the partition's trees and writable volumes; while it runs, memory that both have mapped.")
          .proves("The units name no place that the partition writes.")
          .doesNotProve("That a unit without ProtectSystem= writes no place that it does not name.")
          .mend("give the ASIL side a folder of its own, and exchange data through a channel")
          .check(view -> AsilUnits.each(view, (j, units, it) -> judge(view, j, units, it)));

  private static final Map<String, String> FOLDERS =
      Map.of(
          "StateDirectory", "/var/lib/",
          "CacheDirectory", "/var/cache/",
          "LogsDirectory", "/var/log/",
          "RuntimeDirectory", "/run/",
          "ConfigurationDirectory", "/etc/");

  private SharedFiles() {}

  private static void judge(
      PartitionView view, Judgement judgement, AsilUnits units, AsilUnits.Service service) {
    var written = WrittenPlaces.of(view);
    for (var key : List.of("ReadWritePaths", "BindPaths")) {
      for (var entry : service.unit().values("Service", key)) {
        for (var word : CommandWords.split(entry.value())) {
          var path = word.replaceFirst("^[-+]+", "");
          var colon = path.indexOf(':');
          meet(judgement, written, service, colon < 0 ? path : path.substring(0, colon), entry);
        }
      }
    }
    for (var folder : FOLDERS.entrySet()) {
      for (var entry : service.unit().values("Service", folder.getKey())) {
        for (var word : CommandWords.split(entry.value())) {
          meet(judgement, written, service, folder.getValue() + word, entry);
        }
      }
    }
    if (service.container().isPresent()) {
      for (var mount : service.container().get().options().mounts()) {
        if (mount.isOfHost() && mount.isWritable() && !mount.causes().isEmpty()) {
          meet(judgement, written, service, mount.source(), mount.causes().getLast());
        }
      }
    }
    live(judgement, view, units, service);
    judgement.holds(Evidence.missing(service.file(), "names no place that the partition writes"));
  }

  private static void meet(
      Judgement judgement,
      WrittenPlaces written,
      AsilUnits.Service service,
      String path,
      Entry entry) {
    written
        .meeting(path)
        .ifPresent(place ->
            judgement.fault(
                Fault.of(
                    service.name() + " and the partition may both write " + place,
                    Evidence.of(entry))));
  }

  private static void live(
      Judgement judgement, PartitionView view, AsilUnits units, AsilUnits.Service service) {
    var seen = view.border().seen();
    if (seen.live().isEmpty()) {
      return;
    }
    for (var channel : seen.live().get().channels()) {
      if (channel.kind() == LiveChannel.Kind.MEMORY
          && channel.standing() instanceof Standing.Outside
          && ReachableSockets.isHeldBy(channel, service.name())) {
        judgement.fault(
            Fault.of(
                service.name() + " and the partition have " + channel.name() + " in memory",
                Evidence.kernel(channel.name().toString(), "mapped by both")));
      }
    }
    units.gaps().forEach(judgement::unknown);
  }
}
