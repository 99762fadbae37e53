namespace Relay.Benchmarks.Sections;

/// <summary>One kind of load on the accepting side.</summary>
/// <param name="Name">In the report.</param>
/// <param name="EnvelopesEach">Envelopes in a request.</param>
/// <param name="To">The recipients' partner.</param>
/// <param name="RequestsPerSecond">The rate.</param>
/// <param name="MostRatio">The aim: the program's cost by that of the verifying floor.</param>
internal sealed record AcceptLoad(string Name, int EnvelopesEach, string To, double RequestsPerSecond, double? MostRatio);

/// <summary>What one window cost, in microseconds of CPU for an envelope.</summary>
/// <param name="FloorRead">The web server that only reads.</param>
/// <param name="FloorVerify">The web server that parses, hashes and verifies.</param>
/// <param name="Program">The relay's program, called directly.</param>
/// <param name="Bus">The embedded bus meanwhile.</param>
/// <param name="Host">The host stand-in, when the requests pass through it.</param>
internal readonly record struct AcceptCost(double FloorRead, double FloorVerify, double Program, double Bus, double Host);
