namespace Relay.Chaos.Judgement;

/// <summary>One case of a fault.</summary>
/// <param name="Fault">What.</param>
/// <param name="Text">Which envelope or part, and what was seen of it.</param>
internal sealed record Finding(Fault Fault, string Text);
