package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.AgentSettings.LogLevel;
import dev.qm.bluechi.controller.Controller;
import dev.qm.host.HostException;
import java.io.IOException;

/** A controller at work in a process. */
final class ControllerService implements ServiceProcess.Program, Controller.Watcher {
  private final ServiceProcess process;
  private final ControllerFiles files;
  private final Controller controller;

  private ControllerService(Controller.Plan plan, ControllerFiles files, ServiceProcess process)
      throws HostException {
    this.process = process;
    this.files = files;
    try {
      this.controller = Controller.start(plan, process, this);
    } catch (IOException failure) {
      throw new HostException(
          "no agent can connect",
          String.valueOf(failure.getMessage()),
          "`ss -lptx` shows which program listens there; ControllerPort=, UseTCP= and UseUDS= say"
              + " where this one does");
    }
  }

  /** Works until it is told to end. */
  static void run(Controller.Plan plan, ControllerFiles files, ServiceProcess process)
      throws HostException, InterruptedException {
    process.run("begins", () -> new ControllerService(plan, files, process));
  }

  @Override
  public void isOnBus() {
    process.ready("waits for agents and clients");
  }

  @Override
  public void isOffBus() {
    process.status("waits for agents; it is not on the bus, so there are no clients");
  }

  @Override
  public boolean reload() throws HostException {
    var reading = files.read();
    process.tell(reading.problems());
    if (reading.settings().isEmpty()) {
      return false;
    }
    try {
      controller.use(reading.settings().get());
    } catch (IOException failure) {
      process.write(LogLevel.ERROR, "no agent can connect: " + failure.getMessage());
    }
    return true;
  }

  @Override
  public void close() {
    controller.close();
  }
}
