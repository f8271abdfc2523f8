package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.AgentSettings;
import dev.qm.bluechi.configuration.Program;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.AgentConfiguration;

/**
 * The files of this machine's agent, which can be read again and again.
 *
 * @param said what the command line says; it wins
 */
record AgentFiles(Root root, AgentSettings.Said said) {
  /** What they say now. */
  AgentSettings.Reading read() throws HostException {
    var tree = FileTree.ofHost(root.directory(), "/etc");
    var layers =
        tree.layers(
            Program.AGENT,
            MachineFiles.vendor(
                root.directory(), root.at(Program.AGENT.vendorFile()), Program.AGENT));
    return AgentSettings.read(
        layers,
        tree.mainFile(Program.AGENT),
        tree.unread(),
        AgentConfiguration.machineName(root),
        said);
  }
}
