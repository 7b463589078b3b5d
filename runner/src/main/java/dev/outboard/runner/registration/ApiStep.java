package dev.outboard.runner.registration;

import dev.outboard.core.change.Step;
import dev.outboard.core.host.Host;
import java.util.function.Consumer;

/**
 * A step that calls GitLab.
 *
 * @param request the request in words, without secrets
 * @param call sends it, and keeps on the host what comes of it
 */
record ApiStep(String request, Consumer<Host> call) implements Step {
    @Override
    public String describe() {
        return request;
    }

    @Override
    public void perform(Host host) {
        call.accept(host);
    }
}
