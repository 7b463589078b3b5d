package dev.outboard.runner;

import dev.outboard.runner.configuration.Risk;
import dev.outboard.runner.configuration.file.ConfigurationFile;
import dev.outboard.runner.configuration.file.ConfigurationRisks;
import java.util.List;

/** Looks for what is risky in a {@code config.toml}, also in one that was written by hand. */
public final class ConfigurationLint {
    private ConfigurationLint() {}

    /**
     * Looks through a file.
     *
     * @param text the content of a {@code config.toml}
     * @return what is risky in it, in the file's order of runners; empty if nothing is
     * @throws dev.outboard.core.failure.ProvisioningException if the text is not TOML, or not a configuration of a runner
     */
    public static List<Risk> risks(String text) {
        return ConfigurationRisks.risks(ConfigurationFile.parse("config.toml", text));
    }
}
