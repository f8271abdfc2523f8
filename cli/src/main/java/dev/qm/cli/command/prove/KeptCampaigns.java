package dev.qm.cli.command.prove;

import dev.qm.assurance.bundle.Campaigns;
import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.fault.Faults;
import dev.qm.assurance.prove.result.CampaignResult;
import dev.qm.assurance.prove.result.ResultFolder;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.setup.SystemTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The campaigns that {@code qm prove} kept on a machine.
 *
 * @param system the files that QM brings along, faults among them
 */
public record KeptCampaigns(SystemTree system, Root root) implements Campaigns {
  /** Those of the machine that a command is about. */
  public static KeptCampaigns of(Invocation in) throws CommandFailure {
    return new KeptCampaigns(new SystemTree(in.systemFiles()), in.root());
  }

  @Override
  public List<Fault> faults() throws HostException {
    return Faults.read(system, root).all();
  }

  @Override
  public Optional<CampaignResult> latest() throws HostException {
    var place = ResultPlace.last(root);
    return place.isEmpty() ? Optional.empty() : Optional.of(at(place.get()));
  }

  @Override
  public CampaignResult at(Path folder) throws HostException {
    return ResultFolder.open(folder).result();
  }
}
