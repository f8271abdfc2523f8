package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.AgentSettings;
import dev.qm.bluechi.configuration.Program;
import dev.qm.bluechi.configuration.SettingsReading;
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
  SettingsReading<AgentSettings> read() throws HostException {
    var files = ProgramFiles.read(root, Program.AGENT);
    return AgentSettings.read(
        files.layers(),
        files.mainFile(),
        files.unread(),
        AgentConfiguration.machineName(root),
        said);
  }
}
