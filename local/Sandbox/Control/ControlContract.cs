namespace Relay.Local.Sandbox.Control;

/// <summary>Where to forward to.</summary>
/// <param name="Url">An absolute http or https address; its path is not used.</param>
internal sealed record ForwardTarget(string Url);

/// <summary>Why a control request was not done.</summary>
/// <param name="Title">All rules that it breaks.</param>
internal sealed record ControlProblem(string Title);
