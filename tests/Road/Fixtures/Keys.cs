using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.People;
using Relay.Local.Stack;

namespace Relay.Road.Tests.Fixtures;

/// <summary>The keys under which a relay hashes and seals addresses.</summary>
internal static class Keys
{
    /// <summary>Those of a running relay: what a test writes with them is found by it.</summary>
    public static AddressKeys Of(LocalStack stack) => new(Options.Create(new RelayOptions { AddressKey = stack.Identity.AddressKey }));

    /// <summary>Some.</summary>
    public static AddressKeys Any() => new(Options.Create(new RelayOptions { AddressKey = Convert.ToBase64String(new byte[32]) }));
}
