-- Decides who the other server of a server-to-server connection is, by libsrvname: SRVName (RFC 4985) and dNSName identities below
-- name constraints (RFC 5280). License: MIT OR Apache-2.0.
--
-- It runs after mod_s2s_auth_certs, which sets what OpenSSL and Prosody's own comparison found, and before the policy of mod_s2s
-- reads it; in between it replaces the finding. So s2s_secure_auth, s2s_secure_domains and s2s_insecure_domains stay in force.
-- README.md beside this folder is for administrators.

module:set_global();

-- Version 13 calls its modules "prosody.util.cache" and so on.
local function prosody_module(name)
	local found, there = pcall(require, "prosody." .. name);
	return found and there or require(name);
end

local cache = prosody_module "util.cache";
local x509 = prosody_module "util.x509";

local SERVICE = "xmpp-server";
local RULES = {
	["confined"] = true, ["constrained"] = true, ["inherited"] = true, ["where-constrained"] = true, ["rfc5280"] = true
};
local XMPP_ADDR = "1.3.6.1.5.5.7.8.5";
local SUBJECT_ALT_NAME = "2.5.29.17";

local settings, roots;
-- Why nobody can be verified, if so.
local broken;

-- Whom advice was given about, so that a server that tries again every minute does not fill the log.
local advised = cache.new(500);

local decided = module:metric("counter", "decided", "", "Certificates of other servers", { "direction"; "code" });

-- The part in C lies beside this file, or where Lua finds its libraries.
local function load_native()
	local folder = module:get_directory();
	local beside, why = package.loadlib((folder or ".") .. "/srvname_native.so", "luaopen_srvname_native");
	if beside then
		return pcall(beside);
	end
	local found, native = pcall(require, "srvname_native");
	if found then
		return true, native;
	end
	return false, tostring(why) .. "; " .. tostring(native);
end

local native_loaded, native = load_native();

local function is_folder(path)
	local lfs = require "lfs";
	return lfs.attributes(path, "mode") == "directory";
end

-- Roots that are all read, or nil and why not. A list without one of its files would refuse people, so none is left out.
local function read_roots(paths)
	local new, why = native.roots();
	if not new then return nil, why; end
	for _, path in ipairs(paths) do
		local count, said;
		if is_folder(path) then
			count, said = new:add_folder(path);
		else
			count, said = new:add_file(path);
		end
		if not count then
			return nil, ("srvname_roots: %s: %s"):format(path, said);
		elseif said then
			module:log("warn", "srvname_roots: %s: %s", path, said);
		end
	end
	return new;
end

local function read_settings()
	local new = {
		mode = module:get_option_string("srvname_mode", "enforce"),
		rule = module:get_option_string("srvname_rule", "constrained"),
		dns_id = module:get_option_boolean("srvname_dns_id", true),
		roots = module:get_option_array("srvname_roots", { "/etc/ssl/certs" }),
	};
	if new.mode ~= "enforce" and new.mode ~= "log" then
		return new, ("srvname_mode is %q, and can be \"enforce\" or \"log\""):format(new.mode);
	elseif not RULES[new.rule] then
		return new, ("srvname_rule is %q, and can be confined, constrained, inherited, where-constrained or rfc5280")
			:format(new.rule);
	end
	return new;
end

-- Reads settings and roots, at the start and when the configuration is read again. What fails at the start leaves nobody verified
-- rather than everybody: who asked for this module does not want the comparison that it replaces. What fails later leaves the
-- settings and the roots that were good.
local function configure()
	local new_settings, why = read_settings();
	local new_roots;
	if not native_loaded then
		why = "the library is missing: " .. tostring(native);
	elseif not why then
		new_roots, why = read_roots(new_settings.roots);
	end
	if why and roots then
		module:log("error", "The settings from before stay in force: %s", why);
		return;
	end
	settings, roots, broken = new_settings, new_roots, why;
	if not broken then
		module:log("info", "libsrvname %s: mode %s, rule %s, %s", native.version(), settings.mode, settings.rule,
			settings.dns_id and "a dNSName counts" or "SRVName alone counts");
	elseif settings.mode == "log" then
		module:log("error", "Nothing is checked: %s", broken);
	else
		module:log("error", "No certificate of another server is accepted: %s", broken);
	end
end

-- The certificates as the other server sent them, end entity first.
local function sent_certificates(conn, cert)
	local leaf = x509.pem2der(cert:pem());
	local chain = { leaf };
	for index, other in ipairs(conn.getpeerchain and conn:getpeerchain() or {}) do
		local der = x509.pem2der(other:pem());
		if index > 1 or der ~= leaf then
			chain[#chain + 1] = der;
		end
	end
	return chain;
end

-- What libsrvname says, or nil and why it cannot say anything.
local function verify(host, conn, cert)
	if broken then return nil, broken; end
	if not host then return nil, "the other server does not say which domain it is"; end
	local verifier, why = native.verifier(roots);
	if not verifier then return nil, why; end
	local steps = {
		{ "set_rule", settings.rule };
		-- Public CAs no longer issue clientAuth, and a server that connects is a client.
		{ "set_purpose", "either" };
		{ "add_srv_id", SERVICE, host };
		settings.dns_id and { "add_dns_id", host } or nil;
	};
	for _, step in ipairs(steps) do
		local done;
		done, why = verifier[step[1]](verifier, step[2], step[3]);
		if not done then return nil, why; end
	end
	return verifier:verify(sent_certificates(conn, cert), os.time());
end

-- An XmppAddr never counts: its constraints are not understood, so a CA that is held to some hosts could issue one for any domain.
local function has_xmpp_addr(cert)
	local names = cert:extensions()[SUBJECT_ALT_NAME];
	return names and names[XMPP_ADDR] ~= nil;
end

-- What DANE has to do with an outgoing connection, for which Prosody gave OpenSSL the TLSA records of the other server: "decides",
-- "binds", or nil if nothing. Records of the usages DANE-TA and DANE-EE decide, and no SRVName is needed. Those of PKIX-TA and
-- PKIX-EE bind: OpenSSL's verdict must be good, and this module's too (RFC 6698 §2.1.1). A match of an incoming connection ends the
-- event before this module is asked.
local function dane(session, conn)
	local extra = session.direction == "outgoing" and session.conn.extra;
	local records = extra and conn.settlsa and extra.tlsa;
	if not records or not records[1] then return nil; end
	for _, record in ipairs(records) do
		if record.use == 2 or record.use == 3 then return "decides"; end
	end
	return "binds";
end

local function accept(session)
	session.cert_chain_status = "valid";
	session.cert_chain_errors = nil;
	session.cert_identity_status = "valid";
end

local function refuse(session, code, sentence)
	-- Only of a certificate for somebody else the chain is known to be good; "invalid" also stops modules that look at it alone.
	session.cert_chain_status = code == "no_matching_identifier" and "valid" or "invalid";
	session.cert_identity_status = "invalid";
	-- The first is what mod_s2s tells the other server about.
	session.cert_chain_errors = { { code == "expired" and "certificate has expired" or sentence } };
end

local function decide(event)
	local session, host, cert = event.session, event.host, event.cert;
	local conn = session.conn:socket();
	local log = session.log or module._log;
	local by_dane = dane(session, conn);
	if by_dane == "decides" then
		log("debug", "%s is verified by DANE", host);
		return;
	end

	local verdict, why, code;
	if cert and by_dane == "binds" and session.cert_chain_status ~= "valid" then
		why, code = "its TLSA records bind it, and OpenSSL refuses the chain", "not_verified";
	elseif cert then
		verdict, why = verify(host, conn, cert);
		code = verdict and verdict.code or "not_verified";
	else
		why, code = "it presents no certificate", "no_certificate";
	end
	decided:with_labels(session.direction, code):add(1);
	local stock = session.cert_chain_status == "valid" and session.cert_identity_status == "valid";
	local accepted = verdict and verdict.ok or false;
	local differs = accepted ~= stock;

	if accepted then
		log("info", "%s %s by %s%s", host, settings.mode == "log" and "would be accepted" or "is accepted", verdict.reference,
			differs and ", which Prosody by itself does not" or "");
	else
		local sentence = ("%s: %s"):format(code, verdict and verdict.text or tostring(why));
		log("warn", "%s %s: %s%s", host or "A server", settings.mode == "log" and "would be refused" or "is refused", sentence,
			differs and " (Prosody by itself accepts it)" or "");
		if verdict and not advised:get(host .. " " .. code) then
			advised:set(host .. " " .. code, true);
			for _, advice in ipairs(verdict.advice) do
				log("info", "Advice about %s: %s", host, advice);
			end
		end
		if verdict and code == "no_matching_identifier" and has_xmpp_addr(cert) then
			log("warn", "The certificate of %s has an XmppAddr, which is not looked at: it needs an SRVName or a dNSName", host);
		end
		why = sentence;
	end
	if settings.mode == "log" then return; end
	if accepted then
		accept(session);
	else
		refuse(session, code, why);
	end
end

configure();
module:hook_global("config-reloaded", configure);
-- mod_s2s_auth_certs is at 509, DANE for incoming connections at 800, and the policy of mod_s2s at -1.
module:hook("s2s-check-certificate", function (event)
	local done, why = pcall(decide, event);
	if not done then
		module:log("error", "A fault of this module: %s", why);
		if settings.mode ~= "log" then
			refuse(event.session, "fault", "it could not be verified");
		end
	end
end, 500);
