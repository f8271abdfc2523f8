package dev.qm.cli.command.ipc;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.partition.ipc.declared.ChannelName;
import dev.qm.partition.ipc.declared.ImageName;
import java.util.Optional;

/** What more than one command of the group takes. */
final class ChannelArguments {
  static final PositionalSpec.One NAME = PositionalSpec.one("NAME", "the channel's name");

  private ChannelArguments() {}

  /** The name that was given. */
  static ChannelName name(Invocation in) throws UsageException {
    var text = in.get(NAME);
    var name = ChannelName.parse(text);
    if (name.isEmpty()) {
      throw new UsageException("a channel cannot be called '" + text + "'", ChannelName.RULE);
    }
    return name.get();
  }

  /** The image that was given. */
  static Optional<ImageName> image(Invocation in, OptionSpec.Value option) throws UsageException {
    var text = in.value(option);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var image = ImageName.parse(text.get());
    if (image.isEmpty()) {
      throw new UsageException(
          "--" + option.name() + " cannot be '" + text.get() + "'", ImageName.RULE);
    }
    return image;
  }
}
