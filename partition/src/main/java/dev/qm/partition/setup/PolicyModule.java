package dev.qm.partition.setup;

import dev.qm.host.Command;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.SELinux;
import java.util.ArrayList;
import java.util.List;

/** Loads QM's SELinux types into the machine's policy: semodule(8). */
record PolicyModule(Site site) implements Step {
  /** The domain of the partition; a policy that has it has the others too. */
  static final String TYPE = "qm_t";

  private static final List<String> MODULES = List.of("qm_base", "qm", "qm_never");

  @Override
  public String title() {
    return "load the SELinux policy of QM";
  }

  @Override
  public int weight() {
    return 50;
  }

  @Override
  public boolean isDone() {
    return SELinux.probe(Root.HOST).knowsType(TYPE);
  }

  @Override
  public void apply(Notes notes) throws HostException {
    var argv = new ArrayList<String>();
    argv.add("semodule");
    argv.add("--install");
    for (var module : MODULES) {
      site.ledger().add(new Mark.PolicyModule(module));
      argv.add(site.at("/usr/share/qm/selinux/" + module + ".cil").toString());
    }
    Command.of(argv).require();
  }
}
