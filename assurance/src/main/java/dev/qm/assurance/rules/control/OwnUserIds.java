package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.IdMap;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import dev.qm.host.file.ControlFile;
import java.util.List;
import java.util.OptionalLong;

/** The ids inside are nobody else's. */
final class OwnUserIds {
  static final Rule RULE =
      Rule.named("user-ids")
          .title("The ids of the partition are nobody else's on the host")
          .against(Interference.CONTROL)
          .harm("Somebody inside owns the files and processes of a user of the host.")
          .rationale(
              """
              An id inside is a number on the host. Where that number is somebody's, files, signals and limits of one are the other's.\
              """)
          .sources("user_namespaces(7), uid_map", "systemd, UIDS-GIDS.md", "subuid(5)")
          .how(
              """
              The host's side of --uidmap and --gidmap; while it runs, uid_map and gid_map of its PID 1. Below 1879048192 are the ids that useradd(8) and systemd hand out.\
              """)
          .proves("No id inside is one that the host's own tools hand out.")
          .doesNotProve("That nobody else was given the range by hand.")
          .mend("map to ids from 1879048192 on, as qm.container does")
          .check(OwnUserIds::check);

  private OwnUserIds() {}

  /** Below are what useradd(8), systemd and subuid files hand out: systemd's UIDS-GIDS. */
  private static final long FIRST_FREE = 0x7000_0000L;

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    for (var name : List.of("uidmap", "gidmap")) {
      for (var map : IdMap.of(view.partition().options(), name)) {
        files(judgement, view, map);
      }
    }
    if (Walls.userNamespace(view).isPresent()
        && view.partition().options().last("uidmap").isEmpty()) {
      judgement.unknown("the ids are those that Podman chooses: only a running partition can tell");
    }
    if (view.live().flatMap(it -> it.hasOwn("user")).orElse(false)) {
      var first = view.live().map(it -> it.first().pid()).orElse(0);
      live(judgement, view, "/proc/" + first + "/uid_map");
      live(judgement, view, "/proc/" + first + "/gid_map");
    }
    return judgement.verdict("the partition has no user namespace: see user-namespace");
  }

  private static void files(Judgement judgement, PartitionView view, IdMap map) {
    var option = map.option();
    var host = map.first();
    if (host.isEmpty()) {
      judgement.unknown("--" + option.name() + "=" + option.value() + " names no id of the host");
      return;
    }
    var evidence = Asked.evidence(view.partition(), option);
    if (host.getAsLong() < FIRST_FREE) {
      judgement.fault(
          Fault.of(
                  "ids inside are those of others on the host from " + host.getAsLong() + " on",
                  evidence)
              .with(WithoutOption.mend(view.partition(), option)));
    } else {
      judgement.holds(evidence);
    }
  }

  private static void live(Judgement judgement, PartitionView view, String file) {
    var text = view.machine().texts().at(file);
    if (text.isEmpty()) {
      judgement.unknown(file + " cannot be read");
      return;
    }
    for (var line : KernelText.lines(text.get())) {
      var fields = KernelText.of(line);
      var host = fields.size() > 1 ? ControlFile.number(fields.get(1)) : OptionalLong.empty();
      if (host.isEmpty()) {
        judgement.unknown(file + " is of an unknown form");
      } else if (host.getAsLong() < FIRST_FREE) {
        judgement.fault(
            Fault.of(
                "running processes have ids of others on the host from " + host.getAsLong() + " on",
                Evidence.kernel(file, String.join(" ", fields))));
      } else {
        judgement.holds(Evidence.kernel(file, String.join(" ", fields)));
      }
    }
  }
}
