-- The part in C by itself, without Prosody: `lua native.lua PKI`.
local pki = arg[1];
local native = require "srvname_native";

local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

local function base64(text)
	local octets, bits, value = {}, 0, 0;
	for character in text:gmatch("[%w+/]") do
		value = value * 64 + ALPHABET:find(character, 1, true) - 1;
		bits = bits + 6;
		if bits >= 8 then
			bits = bits - 8;
			local unit = 2 ^ bits;
			local octet = math.floor(value / unit);
			octets[#octets + 1] = string.char(octet);
			value = value - octet * unit;
		end
	end
	return table.concat(octets);
end

local function chain(domain)
	local file = assert(io.open(pki .. "/" .. domain .. ".pem", "rb"));
	local certificates = {};
	for block in file:read("*a"):gmatch("%-%-%-BEGIN CERTIFICATE%-%-%-%-%-(.-)%-%-%-%-%-END") do
		certificates[#certificates + 1] = base64(block);
	end
	file:close();
	return certificates;
end

local roots = assert(native.roots());
assert(roots:add_file(pki .. "/roots.pem") == 1);

local function verifier(domain, rule)
	local new = assert(native.verifier(roots));
	assert(new:set_rule(rule or "constrained"));
	assert(new:set_purpose("either"));
	assert(new:add_srv_id("xmpp-server", domain));
	return new;
end

local function verify(domain, rule)
	return verifier(domain, rule):verify(chain(domain), os.time());
end

local function equal(got, expected, what)
	assert(got == expected, ("%s: %s, not %s"):format(what, tostring(got), tostring(expected)));
end

-- Verdicts.
local good = verify("honest.lab");
equal(good.ok, true, "honest");
equal(good.code, "ok", "honest");
equal(good.reference, "_xmpp-server.honest.lab", "honest");
equal(good.position, nil, "honest");
local legacy = verify("legacy.lab");
equal(legacy.ok, false, "legacy");
equal(legacy.code, "ca_lacks_srv_constraints", "legacy");
equal(legacy.position, 1, "legacy");
equal(legacy.reference, nil, "legacy");
equal(#good.advice, 0, "honest");
assert(#legacy.advice > 0 and #legacy.advice[1] > 20, "a refusal without advice");
assert(#legacy.text > 20 and #legacy.section > 5, "a refusal without a sentence");
equal(verify("legacy.lab", "rfc5280").ok, true, "legacy by RFC 5280");
equal(verify("open.lab", "where-constrained").ok, true, "open where constrained");
equal(verify("expired.lab").code, "expired", "expired");
equal(verify("stranger.lab").code, "unknown_issuer", "stranger");
equal(verify("dns.lab").code, "no_matching_identifier", "dns");
local both = verifier("dns.lab");
assert(both:add_dns_id("dns.lab"));
equal(both:verify(chain("dns.lab"), os.time()).reference, "dns.lab", "dns");
equal(verifier("direct.lab"):verify({ "no certificate" }, os.time()).code, "malformed_certificate", "no DER");

-- What fails says so.
local function fails(name, ...)
	local nothing, sentence, code = ...;
	equal(nothing, nil, name);
	equal(code, name, name);
	assert(#sentence > 0, name);
end
fails("invalid_reference", verifier("direct.lab"):add_srv_id("xmpp server", "direct.lab"));
fails("invalid_reference", verifier("direct.lab"):add_dns_id("-"));
fails("io", roots:add_file(pki .. "/none.pem"));
fails("no_certificate", roots:add_file(pki .. "/direct.lab.key"));
fails("too_few_certificates", verifier("direct.lab"):verify({}, os.time()));
fails("no_roots", assert(native.verifier(native.roots())):verify(chain("direct.lab"), os.time()));

-- Wrong arguments are errors, and no faults.
local one = verifier("direct.lab");
for what, call in pairs {
	["no rule"] = function () one:set_rule("strict"); end;
	["no purpose"] = function () one:set_purpose("mail"); end;
	["a NUL in a domain"] = function () one:add_srv_id("xmpp-server", "direct.lab\0.evil.lab"); end;
	["a NUL in a path"] = function () roots:add_file(pki .. "/roots.pem\0"); end;
	["a number for a certificate"] = function () one:verify({ 1 }, os.time()); end;
	["a hole in the list"] = function () one:verify({ false }, os.time()); end;
	["no list"] = function () one:verify("certificate", os.time()); end;
	["no time"] = function () one:verify(chain("direct.lab")); end;
	["too many"] = function () local many = {}; for i = 1, 1001 do many[i] = "x"; end one:verify(many, os.time()); end;
	["roots for a verifier"] = function () one.verify(roots, {}, os.time()); end;
	["verifier for roots"] = function () native.verifier(one); end;
	["a call of __gc"] = function () getmetatable(one).__gc(one); end;
} do
	assert(not pcall(call), what);
end

-- Handles are freed once, whatever the order.
for _ = 1, 100 do
	local some = assert(native.roots());
	assert(some:add_file(pki .. "/roots.pem"));
	local new = assert(native.verifier(some));
	some = nil;
	assert(new:add_srv_id("xmpp-server", "direct.lab"));
	new = nil;
end
collectgarbage();
collectgarbage();
equal(roots:reload(), 1, "reload");
equal(verify("direct.lab").ok, true, "direct");
print((jit and jit.version or _VERSION) .. ": libsrvname " .. native.version() .. ", as expected");
