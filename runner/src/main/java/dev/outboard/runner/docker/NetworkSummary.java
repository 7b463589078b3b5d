package dev.outboard.runner.docker;

import dev.outboard.core.value.InterfaceName;
import java.util.Optional;

/**
 * One line of {@code docker network ls}.
 *
 * @param id its id, 64 hexadecimal digits
 * @param name its name
 * @param driver for example {@code bridge}, {@code host} or {@code null}
 * @param bridge the link on the host that its containers are on; empty for other drivers
 */
public record NetworkSummary(String id, String name, String driver, Optional<InterfaceName> bridge) {}
