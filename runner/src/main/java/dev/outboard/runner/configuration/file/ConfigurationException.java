package dev.outboard.runner.configuration.file;

import dev.outboard.core.failure.ProvisioningException;

/** A {@code config.toml} that can't be read as GitLab Runner reads it: not UTF-8, not TOML, or not clear. */
public final class ConfigurationException extends ProvisioningException {
    private static final long serialVersionUID = 1L;

    ConfigurationException(String problem, String remedy) {
        super(problem, remedy);
    }
}
