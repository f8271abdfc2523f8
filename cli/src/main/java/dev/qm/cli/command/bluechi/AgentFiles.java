package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.AgentSettings;
import dev.qm.bluechi.configuration.ConfFile;
import dev.qm.bluechi.configuration.Program;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.partition.AgentConfiguration;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * The files of this machine's agent, which can be read again and again.
 *
 * @param said what the command line says; it wins
 */
record AgentFiles(Root root, AgentSettings.Said said) {
  /** What they say now. */
  AgentSettings.Reading read() throws HostException {
    // the agent's own machine is what it trusts; another reading loads a sixth of its memory
    var tree =
        root.isHost() ? FileTree.ofOwnMachine("/etc") : FileTree.ofHost(root.directory(), "/etc");
    return AgentSettings.read(
        tree.layers(Program.AGENT, vendor()),
        tree.mainFile(Program.AGENT),
        tree.unread(),
        AgentConfiguration.machineName(root),
        said);
  }

  private Optional<ConfFile> vendor() throws HostException {
    var file = root.at(Program.AGENT.vendorFile());
    if (!root.isHost()) {
      return MachineFiles.vendor(root.directory(), file, Program.AGENT);
    }
    try {
      return Optional.of(ConfFile.parse(file, Bounded.bytes(file, FileTree.LONGEST)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
  }
}
