/* SPDX-License-Identifier: Apache-2.0 */
/** What applications compile against: logs, spans, metrics and queries. Depends on the JDK alone. */
module io.ttlog.api {
    requires static org.jspecify;

    exports io.ttlog;
    exports io.ttlog.spi;

    uses io.ttlog.spi.AttachProvider;
    uses io.ttlog.spi.BackendProvider;
    uses io.ttlog.spi.QueryProvider;
}
