package dev.qm.assurance.rules.ipc;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WrittenPlaces;
import dev.qm.assurance.view.PartitionView;

/** A folder that QM writes and a container of the host reads is a channel nobody declared. */
final class SharedVolumes {
  static final Rule RULE =
      Rule.named("ipc-volumes")
          .title("No container of the host uses files that the partition writes")
          .against(Interference.EXCHANGE)
          .harm(
              "A container of the host works on a file that software inside changes while it is read.")
          .rationale(
              """
              A file has no order of messages and no check of who wrote it. Whoever reads what QM may write has to take \
              it for hostile, also a link that leads elsewhere.\
              """)
          .sources("docs/ipc.md", "ISO 26262-6:2018, D.2.4")
          .how(
              "The volumes of the host's quadlets against the partition's trees and writable volumes.")
          .proves("No quadlet of the host shares a writable folder with the partition.")
          .doesNotProve("That no service without a container does: see asil-files.")
          .mend("make it a channel with `qm ipc new`, or take the volume away from one of the two")
          .check(SharedVolumes::check);

  private SharedVolumes() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var written = WrittenPlaces.of(view);
    for (var other : view.declared().others()) {
      for (var mount : other.options().mounts()) {
        if (mount.isOfHost() && !mount.causes().isEmpty()) {
          written
              .meeting(mount.source())
              .ifPresent(place ->
                  judgement.fault(
                      Fault.of(
                          other.name() + " uses " + place + ", which the partition writes",
                          Evidence.of(mount.causes().getLast()))));
        }
      }
    }
    judgement.holds(Asked.not(view.partition(), "no other quadlet meets what it writes"));
    return judgement.verdict("");
  }
}
