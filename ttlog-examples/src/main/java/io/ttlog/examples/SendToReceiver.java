/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.examples;

import static io.ttlog.TTLog.flush;
import static io.ttlog.TTLog.info;

import io.ttlog.Ack;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.time.Duration;

/**
 * To another process: {@code ./ttlog receive --listen 127.0.0.1:7171 --data received}. While there is none, events wait in a
 * spool; start this again when there is one.
 */
final class SendToReceiver {
    private SendToReceiver() {}

    public static void main(String[] args) {
        TTLogSession session = TTLog.init()
                .service("orders")
                .store(false)
                .console(false)
                .sink("socket")
                .option("socket.address", "127.0.0.1:7171")
                .start();
        try (session) {
            for (int order = 1; order <= 3; order++) {
                info("Order {order_id} received", order);
            }
            System.out.println("survives a kill: " + flush(Ack.WRITTEN, Duration.ofSeconds(5)));
            System.out.println("delivered: " + flush(Ack.DELIVERED, Duration.ofSeconds(2)));
        }
    }
}
