package dev.qm.host;

/**
 * What Podman says of a container. Podman in the partition is not trusted: its texts are made
 * printable, and what it leaves out is empty or 0.
 *
 * @param id 64 hexadecimal digits
 * @param name without the slash in front
 * @param image by name
 * @param status {@code running}, {@code exited}, {@code created}, ...
 * @param pid of its first process as Podman sees it; 0 when it does not run
 * @param exitCode of the last run
 * @param oomKilled whether the kernel ended it for want of memory
 * @param startedAt as Podman writes it
 * @param cgroup its control group's path
 */
public record ContainerState(
    String id,
    String name,
    String image,
    String status,
    int pid,
    int exitCode,
    boolean oomKilled,
    String startedAt,
    String cgroup) {

  /** True while its first process runs. */
  public boolean isRunning() {
    return status.equals("running");
  }
}
