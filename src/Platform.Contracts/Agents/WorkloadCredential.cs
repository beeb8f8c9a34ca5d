using System.Text.Json.Serialization;

namespace Platform.Contracts.Agents;

/// <summary>A signed statement of who a run is, made for one reader outside, with what that reader is asked for (protocol.md §10.5).</summary>
/// <param name="Tag">Tells several of one kind apart: letters, digits and underscores; empty for the one without a tag.</param>
/// <param name="Token">The statement, valid for this phase.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(PlainCredential), "plain")]
[JsonDerivedType(typeof(AwsCredential), "aws")]
[JsonDerivedType(typeof(AzureCredential), "azure")]
[JsonDerivedType(typeof(GoogleCredential), "google")]
[JsonDerivedType(typeof(VaultCredential), "vault")]
[JsonDerivedType(typeof(KubernetesCredential), "kubernetes")]
public abstract record WorkloadCredential(string Tag, string Token);

/// <summary>The token alone, for whoever the configuration shows it.</summary>
public sealed record PlainCredential(string Tag, string Token) : WorkloadCredential(Tag, Token);

/// <summary>To take on a role of AWS.</summary>
public sealed record AwsCredential(string Tag, string Token, string RoleArn) : WorkloadCredential(Tag, Token);

/// <summary>To be an application or managed identity of Azure.</summary>
public sealed record AzureCredential(string Tag, string Token, string ClientId) : WorkloadCredential(Tag, Token);

/// <summary>To be known to Google Cloud.</summary>
/// <param name="Tag">As of every credential.</param>
/// <param name="Token">As of every credential.</param>
/// <param name="Provider">Full name of the workload identity provider, with <c>//iam.googleapis.com/</c> before it.</param>
/// <param name="ServiceAccount">The account to act as; null to act as the run itself.</param>
public sealed record GoogleCredential(string Tag, string Token, string Provider, string? ServiceAccount) : WorkloadCredential(Tag, Token);

/// <summary>To log in to Vault or OpenBao, which the provider does itself.</summary>
/// <param name="Tag">As of every credential.</param>
/// <param name="Token">As of every credential.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Namespace">The namespace; null for none.</param>
/// <param name="Authority">Certificates to trust it by, as PEM; null for those of the system.</param>
public sealed record VaultCredential(string Tag, string Token, string Address, string? Namespace, string? Authority) : WorkloadCredential(Tag, Token);

/// <summary>To be known to a Kubernetes cluster.</summary>
public sealed record KubernetesCredential(string Tag, string Token) : WorkloadCredential(Tag, Token);
