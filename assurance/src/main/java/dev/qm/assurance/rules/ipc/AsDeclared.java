package dev.qm.assurance.rules.ipc;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.partition.Layout;

/** What runs against what is declared. */
final class AsDeclared {
  static final Rule RULE =
      Rule.named("ipc-as-declared")
          .title("What talks through /run/ipc is what unit files declare")
          .against(Interference.EXCHANGE)
          .harm(
              "A client of the ASIL side is refused or answered by somebody else, or QM reaches a socket that nobody reviewed.")
          .rationale(
              """
              A declaration is what was reviewed. A socket that nobody declared, a server that is not there and an end \
              with another type or level are each a channel that nobody has looked at.\
              """)
          .sources("docs/ipc.md", "ISO 26262-6:2018, D.2.4")
          .how(
              "The sockets of the machine, who holds them and their labels, against the declared channels.")
          .proves(
              "At the moment of looking each declared socket was served, and no other one was in /run/ipc.")
          .doesNotProve("What is said through them.")
          .mend("start what is missing, and declare or end what is not declared")
          .check(AsDeclared::check);

  private AsDeclared() {}

  private static Verdict check(PartitionView view) {
    var seen = view.border().seen();
    if (seen.live().isEmpty()) {
      return Crossings.nothing(seen.gaps());
    }
    var judgement = new Judgement();
    for (var finding : seen.differences()) {
      judgement.fault(
          Fault.of(
                  finding.what(),
                  finding
                      .origin()
                      .map(origin -> Evidence.at(origin, finding.why()))
                      .orElseGet(() -> Evidence.kernel(Layout.IPC, finding.why())))
              .advised(finding.mend()));
    }
    judgement.holds(Evidence.kernel(Layout.IPC, "as declared"));
    return judgement.verdict("");
  }
}
