package dev.qm.assurance.rules.agent;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;

/** BlueChi itself asks nobody who they are. */
final class NodeIdentity {
  static final Rule RULE =
      Rule.named("node-identity")
          .title("Only a relay that knows the node reaches the controller")
          .against(Interference.EXCHANGE)
          .harm(
              "Software of the partition registers as the host, or as any node that is off, and answers for its units.")
          .rationale(
              """
              An agent is the node that its first message names, and the connection is not encrypted. Over TCP everybody who \
              reaches the port can say any name that is let in, and so can who reaches the controller's own socket; behind `qm bluechi relay` \
              only who has the node's key, or who comes by the socket in /run/ipc that stands for the partition's node alone.\
              """)
          .sources("bluechi-controller.conf(5), UseTCP", "docs/bluechi.md, Trust between nodes")
          .how(
              "Whether a host whose files say something of a controller has UseTCP= with another word than yes, which is what BlueChi takes without the line; and whether a volume shows the folder of the controller's own socket, /run/bluechi, to the partition.")
          .proves(
              "The controller of this host does not listen on TCP, by its files, and the partition does not see its socket.")
          .doesNotProve(
              "That the keys are where they should be, which `qm bluechi check` looks at; or anything of a controller on another machine.")
          .mend(
              "`qm bluechi trust new` and `qm bluechi configure --here --trust`; `qm bluechi configure --here --ipc` where no other machine has a node; take the volume away")
          .check(NodeIdentity::check);

  /** The controller's own socket. */
  private static final String SOCKET = "/run/bluechi/bluechi.sock";

  private NodeIdentity() {}

  private static Verdict check(PartitionView view) {
    var files = ControllerFiles.of(view);
    if (!files.gaps().isEmpty()) {
      return new Verdict.NotJudged(String.join("; ", files.gaps()));
    }
    if (files.controller().isEmpty()) {
      return new Verdict.NotApplicable("the host has no controller of BlueChi");
    }
    var judgement = new Judgement();
    for (var mount : view.declared().spec().quadlet().unit().values("Container", "Volume")) {
      if (shows(mount.value())) {
        judgement.fault(
            Fault.of(
                "the partition sees the controller's own socket, which takes any name",
                Evidence.of(mount)));
      }
    }
    var closed = files.closed();
    if (closed.isPresent()) {
      judgement.holds(Evidence.of(closed.get()));
      files.channel().ifPresent(line -> judgement.holds(Evidence.of(line)));
    } else {
      judgement.fault(
          Fault.of(
              "the controller listens on TCP for whoever says a name",
              files
                  .open()
                  .map(Evidence::of)
                  .orElse(
                      Evidence.missing(
                          view.declared().spec().root().at(ControllerFiles.FILE),
                          "no UseTCP=false"))));
    }
    return judgement.verdict("the host has no controller of BlueChi");
  }

  /** Whether a volume has the folder of the controller's socket, or one that it lies in. */
  private static boolean shows(String volume) {
    var colon = volume.indexOf(':');
    var source = colon < 0 ? "" : volume.substring(0, colon);
    var place = source.startsWith("/var/run") ? source.substring("/var".length()) : source;
    return place.startsWith("/") && (SOCKET.equals(place) || SOCKET.startsWith(folder(place)));
  }

  private static String folder(String place) {
    return place.endsWith("/") ? place : place + "/";
  }
}
