namespace Relay.Cli.Supply;

/// <summary>A package that something in this repository is made with.</summary>
/// <param name="Purl">Its package URL, such as <c>pkg:nuget/Azure.Core@1.50.0</c>: what tells components apart.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="IsDeployed">Whether the function app carries it; others are for tests and for one machine.</param>
/// <param name="License">An SPDX expression, where the package names one.</param>
/// <param name="Sha512">Its digest, lower-case hex, where the lock names one.</param>
internal sealed record Component(string Purl, string Name, string Version, bool IsDeployed, string? License, string? Sha512);
