package dev.qm.assurance.bundle;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.result.CampaignResult;
import dev.qm.host.HostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a report takes from {@code qm prove}. */
public interface Campaigns {
  /** None, and no faults. */
  Campaigns NONE =
      new Campaigns() {
        @Override
        public List<Fault> faults() {
          return List.of();
        }

        @Override
        public Optional<CampaignResult> latest() {
          return Optional.empty();
        }

        @Override
        public CampaignResult at(Path folder) throws HostException {
          throw new HostException("cannot read " + folder, "this qm reads no campaigns");
        }
      };

  /**
   * All faults that are known, carried out or not.
   *
   * @throws HostException when their descriptions cannot be read
   */
  List<Fault> faults() throws HostException;

  /**
   * The result of the latest campaign; nothing where there was none.
   *
   * @throws HostException when it cannot be read
   */
  Optional<CampaignResult> latest() throws HostException;

  /**
   * The result in a folder.
   *
   * @throws HostException when there is none, or it cannot be read
   */
  CampaignResult at(Path folder) throws HostException;
}
