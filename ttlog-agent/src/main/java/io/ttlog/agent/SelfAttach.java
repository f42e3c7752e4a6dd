/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.spi.AttachProvider;
import net.bytebuddy.agent.ByteBuddyAgent;

/** Starts the agent in this JVM, through a second process if the JVM does not let itself be attached to by itself. */
public final class SelfAttach implements AttachProvider {
    /** For {@link java.util.ServiceLoader}. */
    public SelfAttach() {}

    @Override
    public void attach() {
        if (System.getProperty(Premain.INSTALLED) != null) {
            return;
        }
        try {
            Premain.install(null, ByteBuddyAgent.install());
        } catch (IllegalStateException refused) {
            throw new TTLogException(
                    ErrorCode.NOT_AVAILABLE,
                    "this JVM lets no agent attach (" + refused.getMessage()
                            + "): start it with -XX:+EnableDynamicAgentLoading and with the module jdk.attach, or with"
                            + " -javaagent:ttlog-agent-VERSION-agent.jar, or weave when you build",
                    refused);
        }
    }
}
