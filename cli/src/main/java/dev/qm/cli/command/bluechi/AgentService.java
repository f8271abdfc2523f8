package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.agent.Agent;
import dev.qm.host.HostException;

/** An agent at work in a process. */
final class AgentService implements ServiceProcess.Program, Agent.Watcher {
  private final ServiceProcess process;
  private final AgentFiles files;
  private final Agent agent;

  private AgentService(Agent.Plan plan, AgentFiles files, ServiceProcess process) {
    this.process = process;
    this.files = files;
    this.agent = Agent.start(plan, process, this);
  }

  /** Works until it is told to end. */
  static void run(Agent.Plan plan, AgentFiles files, ServiceProcess process)
      throws HostException, InterruptedException {
    process.run(
        "looks for a controller: " + plan.settings().controllers(),
        () -> new AgentService(plan, files, process));
  }

  @Override
  public void registered(String nodeName, String controller) {
    process.ready("registered as " + nodeName + " at " + controller);
  }

  @Override
  public void lost(String controller) {
    process.status("looks for a controller; lost " + controller);
  }

  @Override
  public boolean reload() throws HostException {
    var reading = files.read();
    process.tell(reading.problems());
    reading.settings().ifPresent(agent::use);
    return reading.settings().isPresent();
  }

  @Override
  public void close() {
    agent.close();
  }
}
