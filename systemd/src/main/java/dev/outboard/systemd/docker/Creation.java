package dev.outboard.systemd.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.HostConfig;
import dev.outboard.systemd.container.ExtraHost;
import java.util.Map;
import java.util.TreeMap;

/** Says in docker-java's values what container to make. */
final class Creation {
    private Creation() {}

    static CreateContainerCmd command(DockerClient docker, ContainerDefinition definition) {
        Map<String, String> labels = new TreeMap<>(definition.labels());
        labels.put(ContainerDefinition.HASH_LABEL, definition.hash());
        CreateContainerCmd creation = docker.createContainerCmd(
                        definition.image().toString())
                .withName(definition.name().toString())
                .withLabels(labels)
                .withEnv(definition.environment().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList())
                .withHostConfig(hostConfig(definition));
        definition.hostName().ifPresent(name -> creation.withHostName(name.toString()));
        if (!definition.command().isEmpty()) {
            creation.withCmd(definition.command());
        }
        return creation;
    }

    private static HostConfig hostConfig(ContainerDefinition definition) {
        HostConfig config = HostConfig.newHostConfig()
                .withBinds(definition.binds().stream()
                        .map(bind -> com.github.dockerjava.api.model.Bind.parse(bind.toString()))
                        .toList())
                .withPrivileged(definition.privileged())
                .withLinks(definition.links().stream()
                        .map(link -> com.github.dockerjava.api.model.Link.parse(link.toString()))
                        .toArray(com.github.dockerjava.api.model.Link[]::new))
                .withExtraHosts(definition.extraHosts().stream()
                        .map(ExtraHost::toString)
                        .toArray(String[]::new))
                .withRestartPolicy(com.github.dockerjava.api.model.RestartPolicy.parse(
                        definition.restart().toString()));
        definition.network().ifPresent(network -> config.withNetworkMode(network.toString()));
        return config;
    }
}
