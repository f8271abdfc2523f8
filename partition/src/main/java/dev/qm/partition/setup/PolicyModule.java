package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.selinux.PolicyStore;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.Layout;
import dev.qm.partition.selinux.PartitionLabels;
import dev.qm.partition.selinux.PolicyInstallation;
import dev.qm.partition.selinux.PolicyName;
import dev.qm.partition.selinux.PolicyPlaces;
import dev.qm.partition.selinux.PolicySource;
import dev.qm.partition.selinux.PolicyState;
import java.util.List;

/**
 * Loads QM's SELinux policy into that of the machine that will run the partition, and replaces one
 * that another version of qm loaded.
 */
record PolicyModule(Site site) implements Step {
  /** The domain of the partition; a policy that has it has the others too. */
  static final String TYPE = "qm_t";

  @Override
  public String title() {
    return "load QM's SELinux policy";
  }

  @Override
  public int weight() {
    return 50;
  }

  @Override
  public boolean isDone() throws HostException {
    var state = source().stateIn(SELinux.probe(Root.HOST));
    // what lies below another root is the machine's second partition: its first decides
    return state == PolicyState.CURRENT || (!site.root().isHost() && state == PolicyState.OTHER);
  }

  @Override
  public void apply(Notes notes) throws HostException {
    var source = source();
    var before = source.stateIn(SELinux.probe(Root.HOST));
    for (var module : source.modules()) {
      site.ledger().add(new Mark.PolicyModule(module.name()));
    }
    PolicyInstallation.at(Root.HOST, source).install().ifPresent(notes::note);
    if (before == PolicyState.OTHER && site.root().isHost()) {
      // the step that labels everything ran long ago, and a new policy may say something else
      PartitionLabels.of(source, site.root(), List.of(Layout.RUNTIME)).mend();
    }
  }

  private PolicySource source() throws HostException {
    var places =
        site.root().isHost() ? PolicyPlaces.of(site.layout()) : PolicyPlaces.of(PolicyName.QM);
    return PolicySource.read(site.system().home(), PolicyName.QM, places);
  }

  /** Whether the machine can load a policy at all. */
  static boolean isPossible() {
    return PolicyStore.hasSemodule(Root.HOST);
  }
}
