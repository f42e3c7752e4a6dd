/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.examples;

import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.query;

import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.StoreInfo;
import io.ttlog.TTLog;
import io.ttlog.TTLogException;
import io.ttlog.TTLogSession;
import java.nio.file.Path;

/** An embedded store in one line, a second one beside it, and what each tells of itself. */
final class Stores {
    private Stores() {}

    public static void main(String[] args) {
        try (TTLogSession session = TTLog.store(Path.of("ttlog-data"));
                TTLogSession audit = TTLog.init()
                        .name("audit")
                        .data(Path.of("audit-data"))
                        .console(false)
                        .start()) {
            info("Order {order_id} paid", 17L);
            audit.at(Level.INFO).with("user_id", 4L).log("{user_id} saw order 17");

            System.out.println(query("SELECT message FROM logs").rows());
            System.out.println(audit.query("SELECT message FROM logs").rows());
            StoreInfo held = audit.info();
            System.out.println("audit: " + held.table(Signal.LOG).rows() + " log, written by owner " + held.epoch());
            System.out.println(TTLog.sessions());
            try {
                TTLog.init().name("third").data(session.directory()).start().close();
            } catch (TTLogException e) {
                System.out.println(e.code());
            }
        }
    }
}
