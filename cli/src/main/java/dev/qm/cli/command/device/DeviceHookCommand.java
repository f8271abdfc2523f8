package dev.qm.cli.command.device;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;

/** {@code qm device-hook}; Podman comes in by a shorter way, {@code DeviceHookMain}. */
public final class DeviceHookCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("device-hook")
        .summary("give a container the devices that its annotations ask for")
        .description(
            """
            Podman calls it before a container starts, as an OCI hook of the stage precreate (oci-hooks(5)); the add-on \
            oci-hooks sets that up. It reads the container's runtime spec from standard input and writes it to \
            standard output, with the devices added: the nodes, and the rules of the control group. All else in the \
            spec stays as it is.

            Annotations, with the value true, 1 or yes, as in 'podman run --annotation org.containers.qm.device.audio=true' or the \
            key Annotation= of a quadlet:

              org.containers.qm.device.audio      sound cards: /dev/snd
              org.containers.qm.device.video      cameras: /dev/video*, media*, v4l-subdev*
              org.containers.qm.device.input      keyboards, mice: /dev/input
              org.containers.qm.device.ttys       virtual terminals: /dev/tty0 and up
              org.containers.qm.device.ttyUSB     serial lines at USB: /dev/ttyUSB*
              org.containers.qm.device.dvb        digital television: /dev/dvb
              org.containers.qm.device.radio      radio receivers: /dev/radio*
              org.containers.qm.wayland-client.gpu   what draws: /dev/dri/renderD*

            org.containers.qm.wayland.seat=SEAT gives the screen and the input devices of a seat that systemd-logind \
            runs.

            Another annotation that begins with org.containers.qm.device or org.containers.qm.wayland, or another \
            value, opens nothing, with a warning in the log. So does a seat or a device that is not there. The \
            container starts all the same; only a malformed spec stops it.

            Each decision is a line in the journal of where Podman runs: journalctl -t qm-device-hook. Without a \
            journal the lines go to standard error, which Podman throws away.
            """)
        .options(CommonOptions.ROOT)
        .example("qm device-hook < config.json > changed.json", "What the hook makes of a spec")
        .exit(1, "the container must not start")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    return new DeviceHookRun(in.root(), in.console()).run();
  }
}
