package dev.qm.cli.command.partition;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Copy;
import dev.qm.partition.run.Instance;

/** {@code qm cp}. */
public final class CopyCommand implements Subcommand {
  private static final PositionalSpec.One SOURCE =
      PositionalSpec.one("SOURCE", "a path of the host, or qm:/path");
  private static final PositionalSpec.One TARGET =
      PositionalSpec.one("TARGET", "a path of the host, or qm:/path");

  private static final OptionSpec.Flag ARCHIVE =
      OptionSpec.flag('a', "archive", "keep the owners of what is copied in");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("cp")
        .summary("copy files into the partition or out of it")
        .description(
            """
            Copies a file or a folder between the host and the running partition. A path of the partition \
            begins with qm: and is looked up inside it, so no link in there leads to the host's files.

            A copy appears under its name when it is whole, and belongs to root; -a keeps the numbers of owners on the way \
            in. On the way out there is no -a, for the numbers of the partition's users are others' on the host; setuid \
            bits and file capabilities stay behind; and nothing is copied over a folder, a link or a device.
            """)
        .options(ARCHIVE, CommonOptions.ROOT)
        .positionals(SOURCE, TARGET)
        .example("qm cp radio.container qm:/etc/containers/systemd/", "Bring a quadlet in")
        .example("qm cp qm:/var/log/journal ./qm-journal", "Bring a folder out")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var source = in.get(SOURCE);
    var target = in.get(TARGET);
    if (source.startsWith(Copy.PREFIX) == target.startsWith(Copy.PREFIX)) {
      throw new UsageException(
          "one of the two must be a path of the partition",
          "write it as qm:/path, and a file of the host that is called so as ./qm:...");
    }
    if (in.has(ARCHIVE) && source.startsWith(Copy.PREFIX)) {
      throw new UsageException(
          "-a is for copies into the partition",
          "the numbers of its users belong to others on the host; chown the copy");
    }
    var owners = in.has(ARCHIVE) ? Copy.Owners.KEPT : Copy.Owners.ROOT;
    new Copy(Instance.require(PartitionSpec.require(in.root())), source, target, owners).run();
    return ExitCode.OK;
  }
}
