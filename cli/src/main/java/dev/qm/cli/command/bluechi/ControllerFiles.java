package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.ControllerSettings;
import dev.qm.bluechi.configuration.Program;
import dev.qm.bluechi.configuration.SettingsReading;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import java.util.Optional;

/**
 * The files of this machine's controller, which can be read again and again.
 *
 * @param port what the command line says; it wins
 */
record ControllerFiles(Root root, Optional<Integer> port) {
  /** What they say now. */
  SettingsReading<ControllerSettings> read() throws HostException {
    var files = ProgramFiles.read(root, Program.CONTROLLER);
    return ControllerSettings.read(files.layers(), files.mainFile(), files.unread(), port);
  }
}
