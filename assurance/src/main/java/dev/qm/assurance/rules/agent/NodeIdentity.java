package dev.qm.assurance.rules.agent;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;

/** BlueChi itself asks nobody who they are. */
final class NodeIdentity {
  static final Rule RULE =
      Rule.named("node-identity")
          .title("Only a relay that asks for certificates reaches the controller")
          .against(Interference.EXCHANGE)
          .harm(
              "Software of the partition registers as the host, or as any node that is off, and answers for its units.")
          .rationale(
              """
              An agent is the node that its first message names, and the connection is not encrypted. Over TCP everybody who \
              reaches the port can say any name that is let in; behind `qm bluechi relay` only who has the node's key.\
              """)
          .sources("bluechi-controller.conf(5), UseTCP", "docs/bluechi.md, Trust between nodes")
          .how(
              "Whether a host whose files say something of a controller has UseTCP= with another word than yes, which is what BlueChi takes without the line.")
          .proves("The controller of this host does not listen on TCP, by its files.")
          .doesNotProve(
              "That the keys are where they should be, which `qm bluechi check` looks at; or anything of a controller on another machine.")
          .mend("`qm bluechi trust new` and `qm bluechi configure --here --trust`")
          .check(NodeIdentity::check);

  private NodeIdentity() {}

  private static Verdict check(PartitionView view) {
    var files = ControllerFiles.of(view);
    if (!files.gaps().isEmpty()) {
      return new Verdict.NotJudged(String.join("; ", files.gaps()));
    }
    if (files.controller().isEmpty()) {
      return new Verdict.NotApplicable("the host has no controller of BlueChi");
    }
    var closed = files.closed();
    if (closed.isPresent()) {
      return Verdict.pass(Evidence.of(closed.get()));
    }
    return Verdict.fail(
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
}
