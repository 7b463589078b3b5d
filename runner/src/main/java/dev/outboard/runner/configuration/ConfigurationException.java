package dev.outboard.runner.configuration;

import dev.outboard.core.failure.ProvisioningException;

/** A {@code config.toml} that is no TOML, or has something else where its {@code [[runners]]} should be. */
public final class ConfigurationException extends ProvisioningException {
    private static final long serialVersionUID = 1L;

    ConfigurationException(String problem, String remedy) {
        super(problem, remedy);
    }
}
