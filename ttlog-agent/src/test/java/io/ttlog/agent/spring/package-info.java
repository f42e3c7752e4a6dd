/* SPDX-License-Identifier: Apache-2.0 */
/** Beans that a test weaves and Spring puts proxies around. */
@NullMarked
package io.ttlog.agent.spring;

import org.jspecify.annotations.NullMarked;
